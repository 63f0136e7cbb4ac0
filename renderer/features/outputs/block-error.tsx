import { Bug, SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import type { KeptVariable } from '#shared/model/failure.ts'
import type { BlockError, BlockRun, Frame } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { canOpen } from '../../commands/block-run-place.ts'
import { debugBlock } from '../../commands/debug-session.ts'
import { openFile } from '../../commands/file-commands.ts'
import { openRepl } from '../../commands/terminal-commands.ts'
import { Button } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import type { BlockRunPlace } from './block-run-place.ts'
import { KeptVariables } from './kept-variables.tsx'

/** Shows a line of the project's code. */
export type OpenLine = (file: string, line: number) => void

type FrameLineProps = {
  readonly frame: Frame
  readonly variables: readonly KeptVariable[]
  readonly onOpen: OpenLine
}

const openInEditor: OpenLine = (file, line) => void openFile(file, line)

const FrameLine = ({ frame, variables, onOpen }: FrameLineProps) => (
  <li className="py-0.5">
    {frame.inProject ? (
      <button
        type="button"
        className="cursor-pointer text-primary underline decoration-dotted underline-offset-2 hover:text-accent-strong"
        onClick={() => onOpen(frame.file, frame.line)}
      >
        {frame.file}:{frame.line}
      </button>
    ) : (
      <span className="text-muted">
        {frame.file}:{frame.line}
      </span>
    )}
    <span className="text-secondary"> in {frame.function}</span>
    {frame.code !== null && <pre className="m-0 pl-4 text-secondary">{frame.code}</pre>}
    <KeptVariables variables={variables} />
  </li>
)

/** Two ways into the failure: its frame at a prompt, or the block once more under the debugger. */
const Openings = ({ blockRun, runId }: { readonly blockRun: BlockRun; readonly runId: number }) => {
  const { blockUuid, attempt, blockType } = blockRun
  const place = { runId, blockUuid, attempt }
  return (
    <div className="flex flex-wrap gap-2 py-1.5 font-sans">
      <Button
        size="sm"
        icon={<SquareTerminal size={13} />}
        title="A Python prompt in the frame that failed, with its variables; nothing is run again"
        onClick={() => void openRepl(place)}
      >
        Open in REPL
      </Button>
      <Button
        size="sm"
        icon={<Bug size={13} />}
        title="Runs this block again, alone, with the same inputs, and stops where it fails"
        onClick={() => void debugBlock(place, blockType)}
      >
        Debug
      </Button>
    </div>
  )
}

type BlockErrorProps = {
  readonly error: BlockError
  readonly blockRun: BlockRun
  readonly place: BlockRunPlace
  /** Where lines of the code are shown; in the editor where absent. */
  readonly onOpen?: OpenLine
}

const keyOf = ({ file, line, function: name }: Pick<Frame, 'file' | 'line' | 'function'>) => `${file}:${line}:${name}`

/** Variables by frame, as far as they were kept. */
const useKeptVariables = (place: BlockRunPlace | null): ReadonlyMap<string, readonly KeptVariable[]> => {
  const { data = [] } = useRequest('run.failure', place)
  return new Map(data.map((frame) => [keyOf(frame), frame.variables]))
}

/** Why a block failed: error, frames of the project as links into the code, frames of libraries folded. */
export const BlockErrorView = ({ error, blockRun, place, onOpen = openInEditor }: BlockErrorProps) => {
  const [unfolded, setUnfolded] = useState(false)
  const kept = useKeptVariables(canOpen(blockRun) ? place : null)
  const own = error.frames.filter((frame) => frame.inProject)
  const folded = error.frames.length - own.length
  return (
    <ScrollArea label="Why the block failed">
      <div
        role="alert"
        className="m-3 select-text overflow-x-auto border-failed border-l-2 bg-failed/10 px-3 py-2 font-mono text-sm"
      >
        <p className="m-0 whitespace-pre-wrap break-words font-semibold text-failed">
          {error.type}: {error.message}
        </p>
        {canOpen(blockRun) ? <Openings blockRun={blockRun} runId={place.runId} /> : null}
        <ul className="m-0 list-none p-0 pt-1">
          {(unfolded ? error.frames : own).map((frame) => (
            <FrameLine key={keyOf(frame)} frame={frame} variables={kept.get(keyOf(frame)) ?? []} onOpen={onOpen} />
          ))}
        </ul>
        {folded > 0 && (
          <button
            type="button"
            className="cursor-pointer text-muted hover:text-primary"
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded ? 'Fold library frames' : `… ${formatPlural(folded, 'library frame')} folded`}
          </button>
        )}
      </div>
    </ScrollArea>
  )
}
