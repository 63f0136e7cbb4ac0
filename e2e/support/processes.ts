import { readdir, readFile } from 'node:fs/promises'

const environmentOf = (pid: string): Promise<string> => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')

/** Ids of living processes whose environment holds the text: block processes are marked `PIPEWRIGHT_BLOCK_RUN=…`. Linux only. */
export const processesMarked = async (mark: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => ((await environmentOf(pid)).includes(mark) ? [Number(pid)] : [])),
  )
  return found.flat()
}
