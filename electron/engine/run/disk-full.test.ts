import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { mountSmallDisk, noSmallDisk, unmountSmallDisk } from '#engine/testing/small-disk.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

const fills = `@transformer
def run(*args, **kwargs):
    with open(kwargs['repo_path'] + '/filler', 'wb', buffering=0) as file:
        try:
            while True:
                file.write(b'x' * 4096)
        except OSError:
            print('full', flush=True)
    return 1
`

describe('a disk that fills up during a run', () => {
  it('ends the block in words, and the history is true once there is space again', async ({ skip }) => {
    await using temp = await createTempRuns([])
    const { path } = temp.folder
    if (!mountSmallDisk(path, '2m')) skip(noSmallDisk)
    try {
      await temp.folder.pipeline({
        uuid: 'train',
        blocks: [
          { uuid: 'fill', code: fills },
          { uuid: 'after', upstream: ['fill'] },
        ],
      })
      const runId = await temp.start('train')
      await waitFor(() => temp.happened.some(({ event }) => event.kind === 'run-ended'), 'the end of the run')
      const refused = await temp.runs.start({
        projectId: temp.project.id,
        pipelineUuid: 'train',
        scope: { kind: 'all' },
        variables: {},
      })
      expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full' } })
      await rm(temp.folder.at('filler'))
      const run = given(await temp.runs.waitFor(temp.project.id, runId))
      expect(run.state).toBe('failed')
      expect(run.blockRuns[0]?.reason).toMatch(/could not be stored, most often because the disk is full/)
      expect(given(await temp.histories.of(temp.project)).run(runId)).toEqual(run)
    } finally {
      await temp.runs[Symbol.asyncDispose]()
      await temp.histories.dispose()
      unmountSmallDisk(path)
    }
  })
})
