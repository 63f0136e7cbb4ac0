import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const lookAgainMs = 100

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Its text; empty where it has just been taken away. */
function readOr(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Whether the lock is now ours; one whose process was killed is taken away. */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = Number(readOr(file))
  if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true })
  return false
}

/** Does the work while no other process that names the same file does: two builds into one folder would take each other's files away. */
export async function alone(file, work) {
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
