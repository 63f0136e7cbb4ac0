import { Plus, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { DebugFrame } from '#shared/model/debug.ts'
import { useRequest } from '../../bridge/queries.ts'
import { evaluateInFrame, showFrame, unwatchExpression, watchExpression } from '../../commands/debug-session.ts'
import { useDebugStore } from '../../state/debug-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { VariableNode } from './variable-tree.tsx'

type ColumnProps = { readonly title: string; readonly className?: string; readonly children: ReactNode }

const Column = ({ title, className, children }: ColumnProps) => (
  <section aria-label={title} className={classNames('flex min-h-0 min-w-0 flex-col', className)}>
    <h2 className="m-0 shrink-0 px-2 pt-1.5 pb-1 font-semibold text-muted text-xs uppercase tracking-[0.08em]">
      {title}
    </h2>
    {children}
  </section>
)

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

/** Who called whom, innermost first; the chosen frame is the one whose variables are shown. */
export const CallStack = ({ frames, shown }: { readonly frames: readonly DebugFrame[]; readonly shown: number }) => (
  <Column title="Call stack" className="border-subtle @max-2xl:border-b border-r">
    <ul className="m-0 min-h-0 flex-1 list-none overflow-y-auto p-0">
      {frames.map((frame) => (
        <li key={frame.id}>
          <button
            type="button"
            aria-pressed={frame.id === shown}
            aria-label={`${frame.function} ${baseName(frame.file)}:${frame.line}`}
            title={`${frame.file}:${frame.line}`}
            className="flex h-6 w-full items-center gap-2 px-2 text-left text-secondary text-xs hover:bg-hover aria-pressed:bg-hover aria-pressed:text-primary"
            onClick={() => showFrame(frame.id)}
          >
            <span className="min-w-12 flex-1 truncate font-mono">{frame.function}</span>
            <span className="flex min-w-0 text-muted tabular-nums">
              <span className="truncate">{baseName(frame.file)}</span>:{frame.line}
            </span>
          </button>
        </li>
      ))}
    </ul>
  </Column>
)

const Watch = ({ expression, frameId }: { readonly expression: string; readonly frameId: number }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('debug.evaluate', projectId === null ? null : { projectId, frameId, expression })
  const value = error === null ? (data?.value ?? '…') : (error.message.trim().split('\n').at(-1) ?? '')
  const variable = { name: expression, value, type: data?.type ?? '', reference: data?.reference ?? 0 }
  return (
    <div className="group flex items-start">
      <ul className="m-0 min-w-0 flex-1 list-none p-0">
        <VariableNode variable={variable} depth={0} />
      </ul>
      <IconButton
        label={`Stop watching ${expression}`}
        size="sm"
        side="left"
        onClick={() => unwatchExpression(expression)}
      >
        <X size={12} />
      </IconButton>
    </div>
  )
}

const AddWatch = () => {
  const [text, setText] = useState('')
  const add = () => {
    if (text.trim() === '') return
    watchExpression(text.trim())
    setText('')
  }
  return (
    <form
      className="flex h-6 items-center gap-1.5 pl-2 text-muted"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <Plus size={12} className="shrink-0" aria-hidden="true" />
      <input
        aria-label="Watch an expression"
        placeholder="Watch an expression"
        className="h-5 min-w-0 flex-1 select-text rounded-sm bg-transparent px-1 font-mono text-primary text-xs placeholder:text-muted"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  )
}

/** Watched expressions, then the variables of a frame by groups. */
export const Variables = ({ frameId }: { readonly frameId: number }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const watches = useDebugStore((state) => state.watches)
  const { data } = useRequest('debug.scopes', projectId === null ? null : { projectId, frameId })
  return (
    <Column title="Variables" className="@max-2xl:col-start-2 @max-2xl:row-span-2 @max-2xl:row-start-1">
      <ScrollArea label="Values" className="flex-1">
        {watches.map((expression) => (
          <Watch key={expression} expression={expression} frameId={frameId} />
        ))}
        <AddWatch />
        <ul className="m-0 list-none p-0 pb-2">
          {(data ?? []).map(({ name, reference }, index) => (
            <VariableNode
              key={name}
              variable={{ name, value: '', type: '', reference }}
              depth={0}
              opened={index === 0}
            />
          ))}
        </ul>
      </ScrollArea>
    </Column>
  )
}

const Evaluate = ({ isStopped }: { readonly isStopped: boolean }) => {
  const [text, setText] = useState('')
  return (
    <form
      className="flex h-7 shrink-0 items-center gap-1.5 border-subtle border-t px-2 font-mono text-xs"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') return
        void evaluateInFrame(text)
        setText('')
      }}
    >
      <span className="text-accent" aria-hidden="true">
        &gt;&gt;&gt;
      </span>
      <input
        aria-label="Evaluate in this frame"
        placeholder={isStopped ? 'Evaluate in this frame' : 'Stops first, then evaluates'}
        disabled={!isStopped}
        className="h-5 min-w-0 flex-1 select-text bg-transparent text-primary placeholder:text-muted"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  )
}

/** What the block printed and what was evaluated, with the line to evaluate in. */
export const Output = ({ isStopped }: { readonly isStopped: boolean }) => {
  const printed = useDebugStore((state) => state.printed)
  const end = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line moves the end
  useEffect(() => end.current?.scrollIntoView?.({ block: 'nearest' }), [printed])
  return (
    <Column title="Output" className="border-subtle @max-2xl:border-r @2xl:border-l">
      <ScrollArea label="What the block printed" className="flex-1 select-text px-2 font-mono text-xs leading-5">
        {printed.map(({ text, isError }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added
          <span key={index} className={classNames('whitespace-pre-wrap break-words', isError && 'text-failed')}>
            {text}
          </span>
        ))}
        <div ref={end} />
      </ScrollArea>
      <Evaluate isStopped={isStopped} />
    </Column>
  )
}
