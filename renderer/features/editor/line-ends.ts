import { diffIndices } from 'node-diff3'
import { linesOf } from './line-diff.ts'

const endOf = (line: string): string => /(?:\r\n|\r|\n)$/.exec(line)?.[0] ?? ''
const bodyOf = (line: string): string => line.slice(0, line.length - endOf(line).length)

/** How the lines of a text end; `none` for a single line without an end. */
export const lineEndsOf = (text: string): 'lf' | 'crlf' | 'mixed' | 'none' => {
  const crlf = text.match(/\r\n/g)?.length ?? 0
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf
  const cr = (text.match(/\r/g)?.length ?? 0) - crlf
  if (crlf + lf + cr === 0) return 'none'
  if (crlf === 0 && cr === 0) return 'lf'
  return lf === 0 && cr === 0 ? 'crlf' : 'mixed'
}

/**
 * Gives lines back the ends they had. The editor knows one kind of end per file; in a file that mixes them, lines nobody touched must
 * stay byte for byte.
 */
export const restoreLineEnds = (original: string, edited: string): string => {
  if (lineEndsOf(original) !== 'mixed') return edited
  const [old, now] = [linesOf(original), linesOf(edited)]
  const result: string[] = []
  let [oldPlace, nowPlace] = [0, 0]
  const copySame = (until: number) => {
    for (; nowPlace < until; nowPlace += 1, oldPlace += 1) {
      const line = now[nowPlace] ?? ''
      const end = endOf(old[oldPlace] ?? '')
      result.push(end === '' || endOf(line) === '' ? line : bodyOf(line) + end)
    }
  }
  for (const { buffer1, buffer2 } of diffIndices(old.map(bodyOf), now.map(bodyOf))) {
    copySame(buffer2[0])
    result.push(...now.slice(buffer2[0], buffer2[0] + buffer2[1]))
    oldPlace = buffer1[0] + buffer1[1]
    nowPlace = buffer2[0] + buffer2[1]
  }
  copySame(now.length)
  return result.join('')
}
