import type { Position } from '#shared/model/pipeline.ts'
import type { FileText } from './file-text.ts'
import type { Report } from './pipeline-model.ts'
import { isRawMap } from './read-values.ts'

/** Positions of a `layout.json`: `{"version": 1, "blocks": {"<id>": {"x": 0, "y": 0}}}`. A bad one costs positions, never the pipeline. */
export const readLayout = (file: FileText, report: Report): Record<string, Position> => {
  if (file.kind === 'missing') return {}
  const warn = (reason: string) => {
    const message = `${reason} The blocks are laid out automatically until it is mended or deleted.`
    report({ severity: 'warning', code: 'layout-unreadable', message, line: null, block: null })
    return {}
  }
  if (file.kind === 'bad') return warn(file.reason)
  const blocks = blocksOf(file.text)
  return blocks === null
    ? warn('Expected JSON with positions under "blocks", but the file holds something else.')
    : blocks
}

const blocksOf = (text: string): Record<string, Position> | null => {
  try {
    const data: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (!isRawMap(data) || !isRawMap(data.blocks)) return null
    return Object.fromEntries(
      Object.entries(data.blocks).flatMap(([uuid, place]) =>
        isRawMap(place) && Number.isFinite(place.x) && Number.isFinite(place.y)
          ? [[uuid, { x: Number(place.x), y: Number(place.y) }]]
          : [],
      ),
    )
  } catch {
    return null
  }
}

/** Text of a `layout.json`: ids sorted, one block a line, so that moving one block changes one line under git. */
export const layoutText = (positions: Readonly<Record<string, Position>>): string => {
  const lines = Object.keys(positions)
    .sort()
    .map((uuid) => {
      const { x, y } = positions[uuid] ?? { x: 0, y: 0 }
      return `    ${JSON.stringify(uuid)}: { "x": ${x}, "y": ${y} }`
    })
  return `{\n  "version": 1,\n  "blocks": {${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}}\n}\n`
}
