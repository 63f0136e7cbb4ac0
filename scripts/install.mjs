import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inRoot, runNpm } from './lib/process.mjs'

/** Whether node_modules holds what package-lock.json names. Compared by content: a checkout changes times of files. */
export function isInstalled() {
  const installedLock = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedLock)) return false
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages
  // Optional packages are those of other platforms; npm leaves them out.
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || installed[path]?.version === version,
  )
}

/** Installs the dependencies where they are missing or not those of package-lock.json. */
export async function install() {
  if (isInstalled()) return
  console.log('Installing dependencies (npm ci)…')
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0)
    throw new Error('npm ci failed. See its messages above; the registry must be reachable the first time.')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await install()
