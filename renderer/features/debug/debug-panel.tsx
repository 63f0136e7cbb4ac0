import { ArrowDownToDot, ArrowUpFromDot, Bug, Pause, Play, RedoDot, RotateCcw, Square, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DebugSession } from '#shared/model/debug.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { findCommand, runCommand } from '../../commands/registry.ts'
import { useDebugStore } from '../../state/debug-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { TabActions } from '../../ui/tabs.tsx'
import { CallStack, Output, Variables } from './debug-columns.tsx'

const Step = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => {
  const command = findCommand(id)
  return (
    <IconButton
      label={command?.label ?? id}
      shortcut={shortcutOf(id)}
      size="sm"
      side="top"
      disabled={command?.enabled?.() === false}
      onClick={() => void runCommand(id)}
    >
      {children}
    </IconButton>
  )
}

const reasons = {
  breakpoint: 'Stopped at a breakpoint',
  step: 'Stopped',
  exception: 'Stopped at an error',
  pause: 'Paused',
  other: 'Stopped',
} as const

const stateWords = ({ state, stop }: DebugSession): string => {
  switch (state) {
    case 'starting':
      return 'Starting'
    case 'running':
      return 'Running'
    case 'ended':
      return 'Ended'
    case 'stopped':
      return reasons[stop?.reason ?? 'other']
  }
}

const Toolbar = ({ session }: { readonly session: DebugSession }) => (
  <TabActions>
    <span className="min-w-0 truncate text-muted text-sm">
      {stateWords(session)} · {session.blockUuid} · run {session.runId}
    </span>
    <div role="toolbar" aria-label="Debugger" className="flex shrink-0 items-center gap-0.5">
      {session.state === 'running' ? (
        <Step id="debug.pause">
          <Pause size={13} />
        </Step>
      ) : (
        <Step id="debug.continue">
          <Play size={13} />
        </Step>
      )}
      <Step id="debug.over">
        <RedoDot size={14} />
      </Step>
      <Step id="debug.into">
        <ArrowDownToDot size={14} />
      </Step>
      <Step id="debug.out">
        <ArrowUpFromDot size={14} />
      </Step>
      <Step id="debug.again">
        <RotateCcw size={13} />
      </Step>
      {session.state === 'ended' ? (
        <Step id="debug.close">
          <X size={14} />
        </Step>
      ) : (
        <Step id="debug.stop">
          <Square size={12} />
        </Step>
      )}
    </div>
  </TabActions>
)

const Note = ({ session: { stop, message } }: { readonly session: DebugSession }) => {
  if (stop?.text == null && message === null) return null
  return (
    <div role="status" className="shrink-0 select-text border-subtle border-b px-2 py-1 text-xs">
      {stop?.text == null ? null : <div className="break-words font-mono text-failed">{stop.text}</div>}
      {message === null ? null : <div className="text-warning">{message}</div>}
    </div>
  )
}

/** Three columns side by side; where there is less room the output goes below the call stack. */
const columns =
  '@2xl:grid-cols-[12rem_minmax(0,1fr)_minmax(0,1fr)] @max-2xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] @max-2xl:grid-rows-[minmax(0,1fr)_minmax(0,1fr)]'

/** The block under the debugger: where it stands, its variables, what it printed. */
export const DebugPanel = () => {
  const session = useDebugStore((state) => state.session)
  const chosen = useDebugStore((state) => state.frameId)
  if (session === null)
    return (
      <EmptyState
        size="sm"
        icon={<Bug size={20} />}
        title="No block is being debugged"
        text="Choose Debug in the menu of a block that has run."
      />
    )
  const { stop, state } = session
  const frameId = chosen ?? stop?.frames[0]?.id
  const hasPlace = stop !== null && frameId !== undefined
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Toolbar session={session} />
      <Note session={session} />
      {/* While it runs a line the values of before stay, paler, instead of flickering. */}
      <div
        className={classNames(
          'grid min-h-0 flex-1',
          hasPlace && columns,
          state === 'running' && hasPlace && 'opacity-60',
        )}
      >
        {stop !== null && hasPlace ? (
          <>
            <CallStack frames={stop.frames} shown={frameId} />
            <Variables frameId={frameId} />
          </>
        ) : null}
        <Output isStopped={state === 'stopped'} />
      </div>
    </div>
  )
}
