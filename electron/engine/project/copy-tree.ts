import { chmod, copyFile, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { walkFiles } from './walk-files.ts'

/** Copies one file and makes the copy writable: installed resources often are not, and the copy is the user's. */
export const copyWritable = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
  await chmod(to, (await stat(to)).mode | 0o600)
}

/** Copies all files of a folder, tools' folders left out. */
export const copyTree = async (source: string, target: string): Promise<void> => {
  await mkdir(target, { recursive: true })
  for (const file of await walkFiles(source)) await copyWritable(join(source, file), join(target, file))
}
