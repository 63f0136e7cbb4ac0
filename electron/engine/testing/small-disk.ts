import { execFileSync } from 'node:child_process'

/** Names of the system's own programs. */
const programs = { mount: 'mount', unmount: 'umount' } as const

/** Why a test that needs a disk that can be full is skipped. */
export const noSmallDisk = 'mounting a small file system needs rights that are not there'

/** Puts a file system of a few kilobytes in the place of a folder; false where that is not allowed. */
export const mountSmallDisk = (folder: string, size: string): boolean => {
  try {
    execFileSync(programs.mount, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Takes it away, also while a file of it is open. */
export const unmountSmallDisk = (folder: string): void => {
  execFileSync(programs.unmount, ['-l', folder])
}
