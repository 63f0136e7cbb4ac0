import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter, longestLine } from './line-splitter.ts'

/** What comes out when the bytes arrive in these pieces. */
const split = (chunks: readonly (string | Uint8Array)[]) => {
  const lines: string[] = []
  const rewritten: string[] = []
  const splitter = createLineSplitter({
    text: (line) => lines.push(line),
    frame: (json) => json.startsWith('{') && lines.push(`frame ${json}`) > 0,
    rewritten: (line) => rewritten.push(line),
  })
  for (const chunk of chunks) splitter.write(Buffer.from(chunk as Uint8Array))
  splitter.end()
  return { lines, rewritten }
}

describe('the line splitter', () => {
  it('gives the same lines however the bytes are cut into chunks', () => {
    const text = fc.array(fc.constantFrom('plain', 'ünï✓', '', '\u001b[31mred\u001b[0m', 'half\rwhole', '\x1e{"a":1}'))
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 60 })), (parts, cuts) => {
        const bytes = Buffer.from(parts.map((part) => `${part}\n`).join(''))
        const places = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right),
          bytes.length,
        ]
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
        expect(split(chunks).lines).toEqual(split([bytes]).lines)
      }),
    )
  })

  it('goes on with an unfinished line behind a frame', () => {
    expect(split(['Loading... \x1e{"text":"careful"}\ndone\n']).lines).toEqual([
      'frame {"text":"careful"}',
      'Loading... done',
    ])
  })

  it('shows a line that rewrites itself as a terminal would', () => {
    const { lines, rewritten } = split(['\r 10%', '\r 20%', '\r100%\n', 'windows\r\n'])
    expect(rewritten).toEqual([' 10%', ' 20%'])
    expect(lines).toEqual(['100%', 'windows'])
  })

  it('replaces bytes that are no UTF-8', () => {
    expect(split([new Uint8Array([0x61, 0xff, 0x62, 0x0a])]).lines).toEqual(['a\ufffdb'])
  })

  it('cuts a line without end into pieces of a megabyte, never through a character', () => {
    const text = `x${'é'.repeat(longestLine)}`
    const { lines } = split([text])
    expect(lines.join('')).toBe(text)
    expect(lines.length).toBe(3)
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(longestLine)
  })

  it('takes a frame mark that begins no frame for text', () => {
    expect(split(['\x1enot json\n', 'end']).lines).toEqual(['\x1enot json', 'end'])
  })
})
