import { describe, expect, it } from 'vitest'
import { cancelMany } from '#engine/testing/faults/cancels.ts'
import { killMany } from '#engine/testing/faults/kills.ts'

/** The same Node as the tests: Node 20 strips no types. */
const canRunTypeScript = Number(process.versions.node.split('.')[0]) >= 23

/** A failure tells its seed: with it the moments are the same again, as far as the machine is. */
const seed = Math.floor(Math.random() * 2 ** 32)

describe.runIf(process.platform === 'linux')('many faults', () => {
  it('leave no process of 50 cancelled runs, whenever they are cancelled', async () => {
    const { cancelled, survivors } = await cancelMany({ count: 50, atOnce: 10, seed })
    expect({ seed, survivors }).toEqual({ seed, survivors: [] })
    expect(cancelled.map(({ state, aliveWhenTold }) => ({ state, aliveWhenTold }))).toEqual(
      Array.from({ length: 50 }, () => ({ state: 'cancelled', aliveWhenTold: 0 })),
    )
    expect(cancelled.filter(({ processes }) => processes >= 4).length).toBeGreaterThanOrEqual(25)
  }, 240_000)

  it.runIf(canRunTypeScript)(
    'leave a true history after 12 hosts were killed, and the same outputs after going on',
    async () => {
      const killed = await killMany({ count: 12, seed })
      expect({ seed, wrong: killed.filter(({ wrong }) => wrong.length > 0) }).toEqual({ seed, wrong: [] })
    },
    240_000,
  )
})
