import { memo } from 'react'
import type { BlockType } from '#shared/model/block.ts'
import type { LogLine } from '#shared/model/log.ts'
import { openFile } from '../../commands/file-commands.ts'
import { typeTextClass } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatTimeWithMilliseconds, formatTimeWithZone } from '../../ui/format.ts'
import { AnsiText } from './ansi-text.tsx'
import { findTracebackLink } from './traceback-link.ts'

/** Shows a line of the project's code. */
type OpenLine = (file: string, line: number) => void

const openInEditor: OpenLine = (file, line) => void openFile(file, line)

const levelClass: Readonly<Record<LogLine['level'], string>> = {
  debug: 'text-muted',
  info: 'text-secondary',
  warning: 'text-warning',
  error: 'text-failed',
  critical: 'text-failed font-semibold',
}

type LineTextProps = { readonly line: LogLine; readonly projectPath: string; readonly onOpen?: OpenLine }

const Linked = ({ line: { text }, projectPath, onOpen = openInEditor }: LineTextProps) => {
  const link = findTracebackLink(text, projectPath)
  if (link === null) return <AnsiText text={text} />
  return (
    <>
      {text.slice(0, link.start)}
      <button
        type="button"
        className="cursor-pointer underline decoration-dotted underline-offset-2 hover:text-accent-strong"
        onClick={() => onOpen(link.path, link.line)}
      >
        {text.slice(link.start, link.end)}
      </button>
      {text.slice(link.end)}
    </>
  )
}

/** What a line says, in the colour of its level, with links into the code. */
export const LineText = (props: LineTextProps) => (
  <span className={classNames(props.line.stream === 'engine' ? 'italic' : '', levelClass[props.line.level])}>
    <Linked {...props} />
  </span>
)

type LogRowProps = {
  readonly line: LogLine
  readonly blockType: BlockType | undefined
  readonly projectPath: string
  /** How the search marks the line. */
  readonly mark: 'none' | 'hit' | 'current'
}

/** Blocks in folders, dbt models above all: the folder gives way first, for the end tells them apart. */
const BlockId = ({ uuid }: { readonly uuid: string }) => {
  const end = uuid.lastIndexOf('/') + 1
  return (
    <>
      {end > 0 && <span className="min-w-0 truncate">{uuid.slice(0, end)}</span>}
      <span className="max-w-full shrink-0 truncate">{uuid.slice(end)}</span>
    </>
  )
}

/** One line: time, block in the colour of its type, text with its own colours and links into the code. */
export const LogRow = memo(({ line, blockType, projectPath, mark }: LogRowProps) => (
  <div
    className={classNames(
      'flex h-5 w-max min-w-full select-text whitespace-pre font-mono text-sm leading-5',
      mark === 'hit' && 'bg-accent-soft',
      mark === 'current' && 'bg-accent-soft outline outline-accent',
    )}
  >
    <span className="w-26 shrink-0 text-muted" title={formatTimeWithZone(line.time)}>
      {formatTimeWithMilliseconds(line.time)}
    </span>
    <span
      className={classNames(
        'mr-3 flex w-36 shrink-0',
        blockType === undefined ? 'text-muted' : typeTextClass(blockType),
      )}
      title={line.blockUuid}
    >
      <BlockId uuid={line.blockUuid} />
    </span>
    <LineText line={line} projectPath={projectPath} />
  </div>
))
