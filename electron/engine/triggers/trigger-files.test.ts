import { describe, expect, it } from 'vitest'
import { given } from '#engine/testing/temp-runs.ts'
import type { Trigger } from '#shared/model/trigger.ts'
import { deleteTriggerText, saveTriggerText, type TriggerTexts } from './edit-triggers.ts'
import { mageTime, parseMageTime } from './mage-time.ts'
import { parseTriggers } from './read-triggers.ts'

const now = Date.UTC(2026, 10, 24, 9)

const mageFile = `# made by hand
triggers:
- name: nightly   # every night
  pipeline_uuid: train
  schedule_type: time
  schedule_interval: "0 2 * * *"
  start_time: 2024-01-01 00:00:00
  status: active
  last_enabled_at: 2024-01-02 10:00:00.123456+00:00
  settings: {skip_if_previous_running: true, timeout: '60'}
  variables:
    target: churn
  sla: 3600
- name: hook
  schedule_type: api
  schedule_interval: null
  start_time: null
  token: abc
`

const read = (triggers: string | null, extras: string | null = null) =>
  parseTriggers('train', {
    triggers: triggers === null ? { kind: 'missing' } : { kind: 'text', text: triggers, etag: 'a' },
    extras: extras === null ? { kind: 'missing' } : { kind: 'text', text: extras, etag: 'b' },
  })

const named = (texts: TriggerTexts, name: string): Trigger => {
  const found = read(texts.triggers, texts.extras).triggers.find(({ trigger }) => trigger.name === name)
  if (found === undefined) throw new Error(`no trigger ${name}`)
  return found.trigger
}

const save = (texts: TriggerTexts, trigger: Trigger, old: Trigger | null = null) =>
  given(saveTriggerText(texts, { pipelineUuid: 'train', old, trigger, now }))

describe('triggers.yaml', () => {
  it('is read as Mage reads it', () => {
    const { triggers, problems } = read(mageFile)
    expect(problems).toEqual([])
    expect(triggers.map(({ line }) => line)).toEqual([3, 14])
    expect(triggers[0]?.trigger).toMatchObject({
      name: 'nightly',
      active: true,
      when: { kind: 'cron', expression: '0 2 * * *', timeZone: 'UTC' },
      startTime: Date.UTC(2024, 0, 1),
      overlap: { kind: 'skip' },
      timeoutSeconds: 60,
      slaSeconds: 3600,
      variables: { target: 'churn' },
      missed: 'once',
    })
    expect(triggers[1]).toMatchObject({ trigger: { active: false, when: { kind: 'api' } }, token: 'abc' })
  })

  it.each([
    ['a missing key', '- name: a\n  schedule_type: api\n  schedule_interval: null\n', 'trigger-key-missing'],
    [
      'an unknown key',
      '- {name: a, schedule_type: api, schedule_interval: null, start_time: null, retries: 2}\n',
      'trigger-key-unknown',
    ],
    [
      'a bad pattern',
      "- {name: a, schedule_type: time, schedule_interval: '61 * * * *', start_time: null}\n",
      'trigger-interval',
    ],
    [
      'no interval',
      '- {name: a, schedule_type: time, schedule_interval: null, start_time: null}\n',
      'trigger-without-interval',
    ],
    [
      'an unknown type',
      "- {name: a, schedule_type: x, schedule_interval: '@daily', start_time: null}\n",
      'trigger-type',
    ],
    [
      'an unknown environment',
      "- {name: a, schedule_type: api, schedule_interval: null, start_time: null, envs: ['qa']}\n",
      'trigger-envs',
    ],
    ['text as an item', '- nightly\n', 'trigger-not-a-map'],
  ])('with %s costs that trigger, with its line', (_, text, code) => {
    const { triggers, problems } = read(`triggers:\n${text}`)
    expect(triggers).toEqual([])
    expect(problems).toMatchObject([{ code, file: 'pipelines/train/triggers.yaml', severity: 'error' }])
    expect(problems[0]?.line === null).toBe(code === 'trigger-not-a-map')
  })

  it('with two triggers of one name keeps the first', () => {
    const item = "- {name: a, schedule_type: time, schedule_interval: '@daily', start_time: null}\n"
    const { triggers, problems } = read(`triggers:\n${item}${item}`)
    expect(triggers).toHaveLength(1)
    expect(problems).toMatchObject([{ code: 'duplicate-trigger', line: 3 }])
  })

  it('that is no YAML, or empty, gives no triggers', () => {
    expect(read('triggers: [').problems).toMatchObject([{ code: 'yaml-syntax' }])
    expect(read('').problems).toEqual([])
    expect(read('triggers: []\n').triggers).toEqual([])
    expect(read('triggers:\n').triggers).toEqual([])
  })
})

describe('editing a trigger', () => {
  const texts = { triggers: mageFile, extras: null }

  it('changes the lines that say something else, and no others', () => {
    const old = named(texts, 'nightly')
    const off = save(texts, { ...old, active: false }, old)
    expect(off).toEqual({ triggers: mageFile.replace('status: active', 'status: inactive'), extras: null })
  })

  it('writes when it was switched on as a time, not as text', () => {
    const old = named(texts, 'hook')
    const on = save(texts, { ...old, active: true }, old)
    expect(on.triggers).toContain('status: active\n')
    expect(on.triggers).toContain('last_enabled_at: 2026-11-24 09:00:00\n')
    expect(on.triggers?.startsWith(mageFile.slice(0, mageFile.indexOf('- name: hook')))).toBe(true)
  })

  it('keeps what Mage has no key for in a file beside it', () => {
    const old = named(texts, 'nightly')
    const changed: Trigger = {
      ...old,
      when: { kind: 'cron', expression: '0 2 * * *', timeZone: 'Europe/Berlin' },
      missed: 'all',
      retries: 2,
      endTime: Date.UTC(2027, 0, 1),
      overlap: { kind: 'cancel-old' },
    }
    const saved = save(texts, changed, old)
    expect(saved.extras).toBe(
      'triggers:\n  nightly:\n    end_time: 2027-01-01 00:00:00\n    missed: all\n    overlap: cancel-old\n    retries: 2\n    time_zone: Europe/Berlin\n',
    )
    expect(named(saved, 'nightly')).toEqual(changed)
    expect(read(saved.triggers, saved.extras).problems).toEqual([])
  })

  it('gives back every kind as it was saved, also in a pipeline without triggers', () => {
    const whens: Trigger['when'][] = [
      { kind: 'cron', expression: '@weekly', timeZone: 'America/New_York' },
      { kind: 'interval', seconds: 90 },
      { kind: 'once' },
      { kind: 'always' },
      { kind: 'file', pattern: 'data/*.csv', settleSeconds: 3, moveTo: 'data/done' },
      { kind: 'pipeline', pipelineUuid: 'load', states: ['completed', 'failed'] },
      { kind: 'api' },
      { kind: 'event' },
    ]
    const old = named(texts, 'nightly')
    let now: TriggerTexts = { triggers: null, extras: null }
    const wanted = whens.map(
      (when, index): Trigger => ({ ...old, name: `t ${index}`, when, overlap: { kind: 'queue' } }),
    )
    for (const trigger of wanted) now = save(now, trigger)
    expect(read(now.triggers, now.extras)).toMatchObject({ problems: [] })
    expect(wanted.map(({ name }) => named(now, name))).toEqual(wanted)
  })

  it('takes its extras along when it gets another name, and removes both', () => {
    const old = named(texts, 'nightly')
    const zoned: Trigger = { ...old, missed: 'ask' }
    const first = save(texts, zoned, old)
    const renamed = save(first, { ...zoned, name: 'every night' }, zoned)
    expect(named(renamed, 'every night').missed).toBe('ask')
    expect(read(renamed.triggers, renamed.extras).problems).toEqual([])
    const deleted = given(deleteTriggerText(renamed, 'every night'))
    expect(read(deleted.triggers, deleted.extras).triggers.map(({ trigger }) => trigger.name)).toEqual(['hook'])
    expect(deleted.extras).not.toContain('ask')
  })
})

describe('times', () => {
  it('are read as PyYAML reads them', () => {
    expect(parseMageTime('2024-01-01')).toBe(Date.UTC(2024, 0, 1))
    expect(parseMageTime('2024-01-01 02:03:04.5')).toBe(Date.UTC(2024, 0, 1, 2, 3, 4, 500))
    expect(parseMageTime('2024-01-01T02:03:04+02:00')).toBe(Date.UTC(2024, 0, 1, 0, 3, 4))
    expect(['x', '2024-13-01', '2024-02-31'].map(parseMageTime)).toEqual([null, null, null])
    expect(mageTime(Date.UTC(2024, 0, 1))).toBe('2024-01-01 00:00:00')
  })
})
