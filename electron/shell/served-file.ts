import { join, normalize, sep } from 'node:path'

/** The file an address names below a folder; null where it would leave it. */
export const fileBelow = (folder: string, address: string): string | null => {
  let pathname: string
  try {
    pathname = decodeURIComponent(new URL(address).pathname)
  } catch {
    return null
  }
  if (pathname.includes('\0')) return null
  const file = normalize(join(folder, pathname === '/' ? 'index.html' : pathname))
  return file.startsWith(folder + sep) ? file : null
}
