import module from 'node:module'

// The command line waits for this at every start: no library, no more than one look at each file, and what Node has is required: for
// an import it would first make a module of all that is in it.
const require = module.createRequire(import.meta.url)
const { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs')
const { dirname } = require('node:path')
const { fileURLToPath } = require('node:url')

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const within = { throwIfNoEntry: false }

const common = ['shared', 'package-lock.json', 'electron.vite.config.ts']
/** What is built, and what of; paths relative to the project. */
const parts = {
  main: {
    results: ['out/main/main.cjs', 'out/main/cli.cjs', 'out/main/gateway.cjs'],
    sources: ['electron', ...common],
  },
  window: {
    results: ['out/preload/preload.cjs', 'out/renderer/index.html'],
    sources: ['renderer', 'electron/preload.ts', ...common],
  },
}

/** Puts what there is at a path, below it too, in a list; false as soon as anything of it is newer than the given time. */
function listUnchanged(path, { folder, time, found }) {
  const stats = statSync(`${folder}/${path}`, within)
  if (stats === undefined) return true
  if (stats.mtimeMs > time) return false
  found.push(path)
  const look = { folder, time, found }
  return (
    !stats.isDirectory() || readdirSync(`${folder}/${path}`).every((name) => listUnchanged(`${path}/${name}`, look))
  )
}

/**
 * The list an earlier look kept, where it was of the same build; null without one. It still names everything there is: a file that
 * came, went or was renamed since changed the time of its folder, which is in the list.
 */
function keptList(file, time) {
  try {
    const [of, ...paths] = readFileSync(file, 'utf8').split('\n')
    return Number(of) === time ? paths : null
  } catch {
    return null
  }
}

function keepList(file, time, paths) {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, [time, ...paths].join('\n'))
  } catch {
    // A folder that cannot be written: the next look walks again.
  }
}

const timeOf = (path) => statSync(path, within)?.mtimeMs

/** Whether a part of what is built is missing or older than one of its sources. `folder`: of the project. */
export function isStale(part, folder = root) {
  const { results, sources } = parts[part]
  const builtAt = Math.min(...results.map((path) => timeOf(`${folder}/${path}`) ?? 0))
  if (builtAt === 0) return true
  const file = `${folder}/.cache/sources-${part}`
  const kept = keptList(file, builtAt)
  if (kept !== null) return !kept.every((path) => timeOf(`${folder}/${path}`) <= builtAt)
  const found = []
  if (!sources.every((path) => listUnchanged(path, { folder, time: builtAt, found }))) return true
  keepList(file, builtAt, found)
  return false
}
