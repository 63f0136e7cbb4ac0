import { createHash, type Hash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dataDigest } from './stable-digest.ts'

/** Bytes that are read at once: handing so little to another thread, piece by piece, would cost more than reading it. */
const smallFile = 256 * 1024

const addFile = async (hash: Hash, path: string): Promise<void> => {
  if (statSync(path).size <= smallFile) {
    hash.update(readFileSync(path))
    return
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
}

/** As the runner makes `sha256` of an output: its file, then its `.restore.json` where there is one. Throws where it is gone. */
export const storedDigest = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await addFile(hash, path)
  if (existsSync(`${path}.restore.json`)) await addFile(hash, `${path}.restore.json`)
  return hash.digest('hex')
}

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    }),
  )
  return found.flat().sort()
}

/** Content of a file, or of all files of a folder, with their names; `missing` where there is none. Times do not count. */
export const contentDigest = async (path: string): Promise<string> => {
  try {
    if (!(await stat(path)).isDirectory()) return await storedDigest(path)
    const files = await filesBelow(path)
    const digests = await Promise.all(files.map(async (file) => [file.slice(path.length), await storedDigest(file)]))
    return dataDigest(digests)
  } catch {
    return 'missing'
  }
}
