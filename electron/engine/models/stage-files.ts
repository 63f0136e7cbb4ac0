import { createHash, type Hash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { syncFolder } from '#engine/project/durable-write.ts'

/** Size of all copied files and one digest over them all. */
export type CopiedFiles = { readonly bytes: number; readonly sha256: string }

type Walk = { readonly root: string; readonly to: string; readonly whole: Hash; bytes: number }

/** A model folder that cannot be taken over. */
export class UnfitFolder extends Error {}

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const syncFile = async (path: string): Promise<void> => {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Links within the folder are followed, as a copy is to stand alone; one that leads out of it is no part of the model. */
const realFile = async (path: string, root: string): Promise<string> => {
  const real = await realpath(path)
  if (real.startsWith(root + sep)) return real
  throw new UnfitFolder(`its file ${path.slice(root.length + 1)} is a link that leads out of it`)
}

const copyOne = async (walk: Walk, path: string): Promise<void> => {
  const { root, to } = walk
  const from = await realFile(join(root, path), root)
  const target = join(to, path)
  await copyFile(from, target, constants.COPYFILE_FICLONE)
  await syncFile(target)
  walk.whole.update(`${path.split(sep).join('/')}\0${await digestOf(target)}\n`)
  walk.bytes += (await stat(target)).size
}

const copyFolder = async (walk: Walk, path: string): Promise<void> => {
  await mkdir(join(walk.to, path), { recursive: true })
  for (const name of (await readdir(join(walk.root, path))).sort()) {
    const inner = path === '' ? name : join(path, name)
    const facts = await lstat(join(walk.root, inner))
    if (name === '__pycache__') continue
    if (facts.isDirectory()) await copyFolder(walk, inner)
    else if (facts.isFile() || facts.isSymbolicLink()) await copyOne(walk, inner)
    else throw new UnfitFolder(`${inner} is neither a file nor a folder`)
  }
  await syncFolder(join(walk.to, path))
}

/** Copies a folder file by file (sharing blocks where the disk can), each on disk when this resolves. */
export const copyModelFiles = async (directory: string, to: string): Promise<CopiedFiles> => {
  const walk: Walk = { root: await realpath(directory), to, whole: createHash('sha256'), bytes: 0 }
  await copyFolder(walk, '')
  return { bytes: walk.bytes, sha256: walk.whole.digest('hex') }
}
