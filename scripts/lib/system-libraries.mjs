import { run } from './process.mjs'

/** What Electron and a virtual screen need on a bare Debian; where a name has changed, the newer one comes second. */
const debianPackages = [
  ['xvfb'],
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libgbm1'],
  ['libasound2', 'libasound2t64'],
  ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  ['libdrm2'],
  ['libxkbcommon0'],
]

const isThere = async (command, args) => (await run(command, args, { quiet: true })).code !== 127

/** What is missing to show the given Electron in a window, in words; empty where nothing is. */
async function missingFor(executable, needsScreen) {
  if (process.platform !== 'linux') return []
  const { output } = await run('ldd', [executable], { quiet: true })
  const missing = [...output.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name)
  if (needsScreen && !(await isThere('Xvfb', ['-help']))) missing.push('Xvfb')
  return missing
}

async function installable(names) {
  for (const name of names) {
    const { output } = await run('apt-cache', ['policy', name], { quiet: true })
    if (/Candidate: (?!\(none\))/.test(output)) return name
  }
  return names[0]
}

async function installByApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { quiet: true, env })
  const packages = await Promise.all(debianPackages.map(installable))
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { quiet: true, env })
}

/**
 * Installs the system libraries of Electron where that is ours to do (root on a Debian); elsewhere names them.
 *
 * @returns {Promise<string | null>} why a window cannot be shown, or null where it can.
 */
export async function ensureSystemLibraries(executable, { needsScreen }) {
  const missing = await missingFor(executable, needsScreen)
  if (missing.length === 0) return null
  const names = debianPackages.map(([name]) => name).join(' ')
  const advice = `missing ${missing.join(', ')}; on Debian or Ubuntu: sudo apt-get install ${names}`
  if (process.getuid?.() !== 0 || !(await isThere('apt-get', ['--version']))) return advice
  console.log('Installing system libraries (apt-get)…')
  const { code, output } = await installByApt()
  if (code !== 0) console.log(output.slice(-1000))
  const stillMissing = await missingFor(executable, needsScreen)
  return stillMissing.length === 0 ? null : advice
}
