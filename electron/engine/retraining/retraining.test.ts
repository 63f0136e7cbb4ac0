import { expect, test } from 'vitest'
import { createTempLoop } from '#engine/testing/temp-loop.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

test('an alert trains a challenger on labelled traffic, the gate lets it win, and the endpoint takes it; one call goes back', async () => {
  await using loop = await createTempLoop({ promote: 'at-once' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  const ended = await loop.settled('promoted')
  expect(ended).toMatchObject({ champion: 1, challenger: 2, gate: { passed: true } })
  expect(ended.gate?.challenger.accuracy).toBeGreaterThan(0.97)
  expect(ended.gate?.champion.accuracy).toBeLessThan(0.9)
  expect((ended.trainingRows ?? 0) + (ended.heldOutRows ?? 0)).toBe(400)
  expect(loop.routed).toEqual([[{ version: 2, share: 100, mode: 'live' }]])
  const run = await loop.run(ended.runId)
  expect(run.variables).toMatchObject({ model_name: 'churn', reason: expect.stringContaining('wrong too often') })
  expect(run.origin.name).toBe('retrain churn (1)')
  const kinds = await loop.changes()
  expect(kinds).toEqual([
    'registered',
    'promoted',
    'alert',
    'retrain-started',
    'registered',
    'alias-set',
    'gate-passed',
    'promoted',
  ])

  const { monitoring } = loop.monitored
  expect(given(await monitoring.rollBack({ ...loop.named, reason: 'callers complain' }))).toEqual({ version: 1 })
  expect(loop.routed.at(-1)).toEqual([{ version: 1, share: 100, mode: 'live' }])
  expect((await loop.newest())?.state).toBe('rolled-back')
})

test('a challenger that does not pass the gate is kept with the reason, and the same alert starts no second one', async () => {
  await using loop = await createTempLoop({ promote: 'at-once', gate: 'challenger.accuracy > champion.accuracy + 0.5' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  const ended = await loop.settled('kept')
  expect(ended.reason).toMatch(
    /^The challenger did not win\. On \d+ rows kept from training the challenger has accuracy /,
  )
  expect(await loop.champion()).toBe(1)
  loop.monitored.clock.advance(60 * 60_000)
  await loop.monitored.look()
  await loop.monitored.look()
  expect(await loop.count()).toBe(1)
})

test('a winner waits for an answer where that is the policy', async () => {
  await using loop = await createTempLoop({ promote: 'ask' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  const waiting = await loop.settled('waiting')
  expect(await loop.champion()).toBe(1)
  const { monitoring } = loop.monitored
  const answer = { projectId: loop.named.projectId, retrainingId: waiting.id, promote: true, reason: 'looks good' }
  given(await monitoring.decide(answer))
  expect(await loop.champion()).toBe(2)
  const again = await monitoring.decide(answer)
  expect(again.ok ? '' : again.error.code).toBe('not-found')
})

test('a canary gets its share, is judged by its requests, and takes over', async () => {
  await using loop = await createTempLoop({ promote: 'canary' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  await loop.settled('canary')
  expect(loop.routed.at(-1)).toEqual([
    { version: 1, share: 90, mode: 'live' },
    { version: 2, share: 10, mode: 'live' },
  ])
  await loop.sendLabelled({ cut: 40, rows: 30, version: 2 })
  await loop.monitored.look()
  expect((await loop.newest())?.state).toBe('canary')
  await loop.sendLabelled({ cut: 40, rows: 30, version: 2 })
  await loop.monitored.look()
  await loop.settled('promoted')
  expect(loop.routed.at(-1)).toEqual([{ version: 2, share: 100, mode: 'live' }])
})

test('a canary that fails more requests than the champion is taken back', async () => {
  await using loop = await createTempLoop({ promote: 'canary' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  await loop.settled('canary')
  await loop.sendLabelled({ cut: 40, rows: 60, version: 2, status: 500 })
  await loop.monitored.look()
  const ended = await loop.settled('kept')
  expect(ended.reason).toContain('Of 60 requests 100.0 % failed')
  expect(loop.routed.at(-1)).toEqual([{ version: 1, share: 100, mode: 'live' }])
})

test('a host that is killed in the middle of training leaves it to the next one, and two hosts train once', async () => {
  await using loop = await createTempLoop({ promote: 'at-once' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 400 })
  await loop.monitored.look()
  await waitFor(async () => (await loop.newest())?.state === 'training', 'training')
  await loop.restart()
  loop.orphan()
  await using second = await loop.otherHost()
  await Promise.all([loop.monitored.look(), second.watch({ projectId: loop.named.projectId })])
  await loop.settled('promoted')
  expect(await loop.count()).toBe(1)
  expect(await loop.champion()).toBe(2)
  expect(await loop.runs()).toBe(2)
})

test('new labelled rows, a schedule and a file each start a time round, once', async () => {
  await using loop = await createTempLoop({
    promote: 'at-once',
    when: '[{kind: new-data, rows: 300}, {kind: schedule, cron: "0 3 * * *"}, {kind: file, pattern: "data/*.csv"}]',
    rules: 'rules: []',
    coolDown: '1m',
  })
  await loop.trainFirst()
  await loop.monitored.look()
  await loop.sendLabelled({ cut: 40, rows: 310 })
  await loop.monitored.look()
  expect((await loop.settled('promoted')).cause).toBe('310 new labelled rows came.')
  // The next morning.
  loop.monitored.clock.advance(16 * 3_600_000)
  await loop.monitored.look()
  await waitFor(async () => (await loop.count()) === 2, 'a second time round')
  expect((await loop.over()).cause).toBe('The schedule 0 3 * * * was due.')
  loop.monitored.clock.advance(2 * 60_000)
  await loop.monitored.temp.folder.write('data/new.csv', 'a\n1\n')
  await loop.monitored.look()
  await waitFor(async () => (await loop.count()) === 3, 'a third time round')
  expect((await loop.over()).cause).toContain('data/new.csv arrived.')
  loop.monitored.clock.advance(2 * 60_000)
  await loop.monitored.look()
  expect(await loop.count()).toBe(3)
})

test('too few labelled rows and a folder that is not trusted start nothing', async () => {
  await using loop = await createTempLoop({ promote: 'at-once' })
  await loop.trainFirst()
  await loop.sendLabelled({ cut: 40, rows: 120 })
  await loop.monitored.look()
  expect(await loop.count()).toBe(0)
  const { monitoring } = loop.monitored
  const refused = await monitoring.retrain({ ...loop.named, reason: '' })
  expect(refused.ok ? '' : refused.error.message).toContain('120 labelled rows came within 7d; 200 are needed')
})
