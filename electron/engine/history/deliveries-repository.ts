import type { ChannelKind, Delivery } from '#shared/model/notification.ts'
import type { SqlDatabase, SqlRow } from './database.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** A message that waits for its channel. Addresses and passwords are not in it: they are read anew from the files. */
export type StoredDelivery = Delivery & { readonly summary: string; readonly details: string }

export type NewDelivery = Pick<
  StoredDelivery,
  'channel' | 'target' | 'occasion' | 'pipelineUuid' | 'runId' | 'title' | 'summary' | 'details'
> & {
  /** What is told once per channel: a second message with the same key is not stored. */
  readonly key: string
}

export type DeliveriesRepository = {
  add(delivery: NewDelivery, now: number): void
  /** Takes the oldest that is due for a minute, so that no other host sends it too; null where nothing is due. */
  take(now: number): StoredDelivery | null
  sent(id: number, now: number): void
  /** `nextAttemptAt` null gives it up. */
  missed(id: number, error: string, nextAttemptAt: number | null): void
  /** When the next one is due; null where none waits. */
  nextDue(): number | null
  list(limit: number): Delivery[]
}

/** Longer than a call to a channel may take. */
const leaseMs = 60_000

const deliveryOf = (row: SqlRow): StoredDelivery => {
  const state = textOf(row, 'state') as Delivery['state']
  return {
    id: numberOf(row, 'id'),
    createdAt: numberOf(row, 'created_at'),
    channel: textOf(row, 'channel') as ChannelKind,
    target: textOf(row, 'target'),
    occasion: textOf(row, 'occasion') as Delivery['occasion'],
    pipelineUuid: textOrNull(row, 'pipeline'),
    runId: numberOrNull(row, 'run_id'),
    title: textOf(row, 'title'),
    summary: textOf(row, 'summary'),
    details: textOf(row, 'details'),
    state,
    attempts: numberOf(row, 'attempts'),
    error: textOrNull(row, 'error'),
    sentAt: numberOrNull(row, 'sent_at'),
    nextAttemptAt: state === 'waiting' ? numberOf(row, 'due_at') : null,
  }
}

/** Keeps the messages of one project. */
export const createDeliveriesRepository = (database: SqlDatabase): DeliveriesRepository => {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO deliveries
       (created_at, key, channel, target, occasion, pipeline, run_id, title, summary, details, state, attempts, due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?)`,
  )
  const due = database.prepare(
    "SELECT * FROM deliveries WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT 1",
  )
  const lease = database.prepare(
    "UPDATE deliveries SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND state = 'waiting' AND due_at = ?",
  )
  const sent = database.prepare("UPDATE deliveries SET state = 'sent', sent_at = ?, error = NULL WHERE id = ?")
  const later = database.prepare('UPDATE deliveries SET error = ?, due_at = ? WHERE id = ?')
  const givenUp = database.prepare("UPDATE deliveries SET error = ?, state = 'failed' WHERE id = ?")
  const next = database.prepare("SELECT min(due_at) AS due FROM deliveries WHERE state = 'waiting'")
  const newest = database.prepare('SELECT * FROM deliveries ORDER BY id DESC LIMIT ?')
  return {
    add: ({ key, channel, target, occasion, pipelineUuid, runId, title, summary, details }, now) => {
      insert.run(now, key, channel, target, occasion, pipelineUuid, runId, title, summary, details, now)
    },
    take: (now) => {
      const row = due.get(now)
      if (row === undefined) return null
      const taken = lease.run(now + leaseMs, numberOf(row, 'id'), numberOf(row, 'due_at')).changes > 0
      return taken ? { ...deliveryOf(row), attempts: numberOf(row, 'attempts') + 1 } : null
    },
    sent: (id, now) => {
      sent.run(now, id)
    },
    missed: (id, error, nextAttemptAt) => {
      if (nextAttemptAt === null) givenUp.run(error, id)
      else later.run(error, nextAttemptAt, id)
    },
    nextDue: () => {
      const row = next.get()
      return row === undefined ? null : numberOrNull(row, 'due')
    },
    list: (limit) => newest.all(limit).map(deliveryOf),
  }
}
