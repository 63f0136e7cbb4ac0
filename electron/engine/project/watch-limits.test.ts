import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'

/** Starts a program in namespaces of its own. */
const namespaces = 'unshare'

/** A user namespace of its own has limits of its own, so that no other program of the machine feels them. */
const canLimit = process.platform === 'linux' && spawnSync(namespaces, ['-Ur', 'true']).status === 0
const program = fileURLToPath(new URL('../testing/watch-project.ts', import.meta.url))

describe.skipIf(!canLimit)('a system without watches left (skipped where namespaces are not allowed)', () => {
  it.each(['max_inotify_watches', 'max_inotify_instances'])(
    'by %s is looked at regularly, and says so',
    async (limit) => {
      await using project = await createTempProject([{ uuid: 'p', blocks: [{ uuid: 'load' }] }])
      const shell = `echo ${limit === 'max_inotify_watches' ? 3 : 0} > /proc/sys/user/${limit} && exec "$0" "$@"`
      const done = spawnSync(namespaces, ['-Ur', 'sh', '-c', shell, process.execPath, program, project.path], {
        encoding: 'utf8',
      })
      expect(done.stderr).toBe('')
      const told = JSON.parse(done.stdout)
      expect(told.path).toBe('transformers/load.py')
      expect(told.milliseconds).toBeLessThan(5000)
      expect(told.problems.map(({ message }: { message: string }) => message)).toEqual([
        'Expected the system to tell of changed files, but its limit of watched files is used up. The folder is looked at regularly instead, which shows changes later and takes more power. Raise fs.inotify.max_user_watches, or close other programs that watch files.',
      ])
    },
  )
})
