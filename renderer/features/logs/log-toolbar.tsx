import { ArrowDownToLine, ChevronDown, ChevronUp, Copy, FolderOpen, Search } from 'lucide-react'
import type { LogLevel } from '#shared/model/log.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { inputClass } from '../../ui/field.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { AttemptSelect } from './attempt-select.tsx'
import type { LogFilter } from './log-filter.ts'

const everyBlock = '\u0000all'

const levels: readonly SelectOption<LogLevel>[] = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and above' },
  { value: 'warning', label: 'Warnings' },
  { value: 'error', label: 'Errors' },
]

type LogToolbarProps = {
  readonly filter: LogFilter
  readonly blocks: readonly string[]
  /** Attempts of the chosen block. */
  readonly attempts: number
  readonly hits: number
  readonly hit: number
  readonly follow: boolean
  readonly onFilter: (filter: LogFilter) => void
  readonly onStep: (step: 1 | -1) => void
  readonly onFollow: (follow: boolean) => void
  readonly onCopy: () => void
  /** Null where no single block is chosen, so that no single file is meant. */
  readonly onReveal: (() => void) | null
}

const SearchField = ({ filter, hits, hit, onFilter, onStep }: LogToolbarProps) => (
  <search className="flex items-center gap-1">
    <span className="relative">
      <Search size={12} className="pointer-events-none absolute top-1.5 left-2 text-muted" aria-hidden />
      <input
        aria-label="Search the log"
        placeholder="Search"
        value={filter.search}
        className={classNames(inputClass, 'h-6 w-28 pl-6 text-sm')}
        onChange={(event) => onFilter({ ...filter, search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') onFilter({ ...filter, search: '' })
        }}
      />
    </span>
    {filter.search.trim() !== '' && (
      <>
        <output className="text-muted text-xs tabular-nums">{hits === 0 ? 'No hits' : `${hit + 1} of ${hits}`}</output>
        <IconButton label="Previous hit" size="sm" onClick={() => onStep(-1)} disabled={hits === 0}>
          <ChevronUp size={13} />
        </IconButton>
        <IconButton label="Next hit" size="sm" onClick={() => onStep(1)} disabled={hits === 0}>
          <ChevronDown size={13} />
        </IconButton>
      </>
    )}
  </search>
)

/** Search, block, level, follow, copy, raw file. */
export const LogToolbar = (props: LogToolbarProps) => {
  const { filter, blocks, attempts, follow, onFilter, onFollow, onCopy, onReveal } = props
  const blockOptions = [
    { value: everyBlock, label: 'All blocks' },
    ...blocks.map((blockUuid) => ({ value: blockUuid, label: blockUuid })),
  ]
  return (
    <div
      role="toolbar"
      aria-label={`Log, ${formatPlural(blocks.length, 'block')}`}
      className="flex min-w-0 items-center gap-0.5"
    >
      <SearchField {...props} />
      <Select
        label="Block"
        look="bare"
        className="max-w-40"
        value={filter.blockUuid ?? everyBlock}
        options={blockOptions}
        onChange={(value) => onFilter({ ...filter, blockUuid: value === everyBlock ? null : value, attempt: null })}
      />
      <AttemptSelect
        attempts={attempts}
        value={filter.attempt}
        onChange={(attempt) => onFilter({ ...filter, attempt })}
      />
      <Select
        label="Level"
        look="bare"
        value={filter.minimumLevel}
        options={levels}
        onChange={(minimumLevel) => onFilter({ ...filter, minimumLevel })}
      />
      <button
        type="button"
        aria-pressed={follow}
        className={classNames(
          'inline-flex h-7 items-center gap-1 rounded-md px-2 text-sm',
          follow ? 'text-primary' : 'text-muted hover:text-primary',
        )}
        onClick={() => onFollow(!follow)}
      >
        Follow <ArrowDownToLine size={12} aria-hidden />
      </button>
      <IconButton label="Copy the shown lines" size="sm" onClick={onCopy}>
        <Copy size={13} />
      </IconButton>
      <IconButton
        label={onReveal === null ? 'Choose a block to show its log file' : 'Show the log file'}
        size="sm"
        disabled={onReveal === null}
        onClick={() => onReveal?.()}
      >
        <FolderOpen size={13} />
      </IconButton>
    </div>
  )
}
