import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextGatherer } from './text-gatherer.ts'

describe('a text gatherer', () => {
  it('gives the bytes of all it was given, in their order, however they are taken', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 50 }), fc.constant('ü✓'.repeat(3_000)))
    fc.assert(
      fc.property(fc.array(fc.record({ text, take: fc.boolean() })), (steps) => {
        const gatherer = createTextGatherer()
        const taken: string[] = []
        for (const step of steps) {
          gatherer.add(step.text)
          if (step.take) taken.push(gatherer.take().toString('utf8'))
        }
        const left = gatherer.length()
        const last = gatherer.take()
        expect(last.length).toBe(left)
        // As a file takes it: half of a surrogate pair is no character.
        const whole = steps.map((step) => Buffer.from(step.text).toString('utf8')).join('')
        expect(taken.join('') + last.toString('utf8')).toBe(whole)
      }),
    )
  })

  it('leaves what was taken as it is while more is gathered', () => {
    const gatherer = createTextGatherer()
    gatherer.add('first')
    const taken = gatherer.take()
    gatherer.add('other')
    expect(taken.toString('utf8')).toBe('first')
  })
})
