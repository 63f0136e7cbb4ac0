import { randomBytes } from 'node:crypto'
import type { SqlDatabase, SqlRow } from './database.ts'
import { numberOf, textOf } from './row-values.ts'

/** What this machine keeps of a trigger besides its files: number and token for its URL, and since when it counts. */
export type TriggerMark = {
  readonly id: number
  readonly pipelineUuid: string
  readonly name: string
  /** What the trigger waits for, as text: a change of it begins anew. */
  readonly schedule: string
  /** Since when the trigger is active with this schedule: nothing before that is due. */
  readonly enabledAt: number
  readonly isActive: boolean
  readonly token: string
}

export type TriggerMarks = {
  get(pipelineUuid: string, name: string): TriggerMark | null
  byId(id: number): TriggerMark | null
  /** Takes up how a trigger stands in its file. `enabledAt` moves to `now` where it was switched on or changed. */
  see(seen: Pick<TriggerMark, 'pipelineUuid' | 'name' | 'schedule' | 'isActive'>, now: number): TriggerMark
  /** A trigger that is gone from its file begins anew if it comes back. */
  switchOffOthers(ids: readonly number[]): void
  /** Takes mark and fires along to another name. */
  rename(pipelineUuid: string, from: string, to: string): void
  isPaused(): boolean
  setPaused(paused: boolean): void
}

const markOf = (row: SqlRow): TriggerMark => ({
  id: numberOf(row, 'id'),
  pipelineUuid: textOf(row, 'pipeline'),
  name: textOf(row, 'name'),
  schedule: textOf(row, 'schedule'),
  enabledAt: numberOf(row, 'enabled_at'),
  isActive: numberOf(row, 'is_active') === 1,
  token: textOf(row, 'token'),
})

/** 32 hex digits, as Mage's tokens have. */
const newToken = (): string => randomBytes(16).toString('hex')

/** Keeps the marks of one project's triggers. */
export const createTriggerMarks = (database: SqlDatabase): TriggerMarks => {
  const byName = database.prepare('SELECT * FROM triggers WHERE pipeline = ? AND name = ?')
  const byId = database.prepare('SELECT * FROM triggers WHERE id = ?')
  const insert = database.prepare(
    'INSERT OR IGNORE INTO triggers (pipeline, name, schedule, enabled_at, is_active, token) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const update = database.prepare('UPDATE triggers SET schedule = ?, enabled_at = ?, is_active = ? WHERE id = ?')
  const active = database.prepare('SELECT id FROM triggers WHERE is_active = 1')
  const switchOff = database.prepare('UPDATE triggers SET is_active = 0 WHERE id = ?')
  const readSwitch = database.prepare("SELECT value FROM project_switches WHERE name = 'triggers-paused'")
  const writeSwitch = database.prepare(
    `INSERT INTO project_switches (name, value) VALUES ('triggers-paused', ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  )
  const get: TriggerMarks['get'] = (pipelineUuid, name) => {
    const row = byName.get(pipelineUuid, name)
    return row === undefined ? null : markOf(row)
  }
  return {
    get,
    byId: (id) => {
      const row = byId.get(id)
      return row === undefined ? null : markOf(row)
    },
    see: ({ pipelineUuid, name, schedule, isActive }, now) => {
      const known = get(pipelineUuid, name)
      if (known !== null && known.schedule === schedule && known.isActive === isActive) return known
      const enabledAt = isActive || known === null ? now : known.enabledAt
      if (known === null) insert.run(pipelineUuid, name, schedule, enabledAt, Number(isActive), newToken())
      else update.run(schedule, enabledAt, Number(isActive), known.id)
      const seen = get(pipelineUuid, name)
      if (seen === null) throw new Error(`the mark of the trigger ${name} was not stored`)
      return seen
    },
    switchOffOthers: (ids) => {
      const others = active.all().flatMap((row) => (ids.includes(numberOf(row, 'id')) ? [] : [numberOf(row, 'id')]))
      for (const id of others) switchOff.run(id)
    },
    rename: (pipelineUuid, from, to) =>
      database.transaction(() => {
        database
          .prepare('UPDATE OR REPLACE triggers SET name = ? WHERE pipeline = ? AND name = ?')
          .run(to, pipelineUuid, from)
        database
          .prepare('UPDATE OR REPLACE trigger_fires SET trigger_name = ? WHERE pipeline = ? AND trigger_name = ?')
          .run(to, pipelineUuid, from)
      }),
    isPaused: () => readSwitch.get()?.value === 'yes',
    setPaused: (paused) => {
      writeSwitch.run(paused ? 'yes' : 'no')
    },
  }
}
