import { Command } from 'cmdk'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { possibleTargets } from '../../commands/block-connections.ts'
import { shownBlocks } from '../../commands/block-layout.ts'
import { connectBlocks, disconnectBlocks, edgesAt } from '../../commands/block-linking.ts'
import { type CanvasMode, leaveCanvasMode, showCanvas, useCanvasStore } from '../../state/canvas-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { LanguageChip, TypeMark } from '../../ui/block-marks.tsx'
import { findBlocks } from './find-blocks.ts'

type Mode = Extract<CanvasMode, { kind: 'search' | 'connect' | 'disconnect' }>

/** Blocks to choose from, what to say, and what a choice does. */
type Choice = {
  readonly label: string
  readonly empty: string
  readonly blocks: readonly Block[]
  readonly choose: (uuid: string) => void
}

const choiceOf = (mode: Mode, pipeline: Pipeline): Choice => {
  const blocks = shownBlocks(pipeline.blocks)
  switch (mode.kind) {
    case 'search':
      return {
        label: 'Find a block',
        empty: 'No block has that in its name, type or file.',
        blocks,
        choose: (uuid) => showUi({ selection: [uuid] }),
      }
    case 'connect':
      return {
        label: `Connect ${mode.from} to`,
        empty: 'No block here can take this one’s output.',
        blocks: possibleTargets(pipeline.blocks, mode.from),
        choose: (uuid) => void connectBlocks(mode.from, uuid),
      }
    case 'disconnect': {
      const edges = edgesAt(mode.block)
      const others = new Set(edges.map((edge) => (edge.from === mode.block ? edge.to : edge.from)))
      return {
        label: `Disconnect ${mode.block} from`,
        empty: 'It is not connected to such a block.',
        blocks: blocks.filter((block) => others.has(block.uuid)),
        choose: (uuid) => {
          const edge = edges.find(({ from, to }) => from === uuid || to === uuid)
          if (edge !== undefined) void disconnectBlocks(edge.from, edge.to)
        },
      }
    }
  }
}

const point = (uuid: string): void =>
  showCanvas({ highlighted: uuid, viewRequest: { kind: 'reveal', block: uuid, focus: false } })

const start = (mode: Mode): string | null =>
  mode.kind === 'connect' ? mode.from : mode.kind === 'disconnect' ? mode.block : null

const Choices = ({
  blocks,
  choose,
}: {
  readonly blocks: readonly Block[]
  readonly choose: (uuid: string) => void
}) => (
  <>
    {blocks.slice(0, 50).map((block) => (
      <Command.Item
        key={block.uuid}
        value={block.uuid}
        onSelect={() => choose(block.uuid)}
        className="flex h-7 items-center gap-2 rounded-sm px-2 data-[selected=true]:bg-hover"
      >
        <TypeMark type={block.type} />
        <span className="min-w-0 flex-1 truncate">{block.name}</span>
        <LanguageChip language={block.language} type={block.type} />
      </Command.Item>
    ))}
  </>
)

const Finder = ({ mode, pipeline }: { readonly mode: Mode; readonly pipeline: Pipeline }) => {
  const [text, setText] = useState('')
  const choice = choiceOf(mode, pipeline)
  const found = findBlocks(choice.blocks, text)
  const first = found[0]?.uuid ?? ''
  const [value, setValue] = useState(first)
  const searched = mode.kind !== 'search' || text.trim() !== ''
  const matches = searched ? found.map((block) => block.uuid).join('\n') : null
  useEffect(() => {
    const origin = start(mode)
    const set = matches === null ? null : new Set([...matches.split('\n'), ...(origin === null ? [] : [origin])])
    showCanvas({ matches: set })
  }, [matches, mode])
  const type = (next: string): void => {
    setText(next)
    const best = findBlocks(choice.blocks, next)[0]?.uuid ?? ''
    setValue(best)
    if (best !== '') point(best)
  }
  const leave = (to: string | null): void => {
    leaveCanvasMode()
    if (to !== null) showCanvas({ viewRequest: { kind: 'reveal', block: to, focus: true } })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') leave(start(mode) ?? (value === '' ? null : value))
  }
  const choose = (uuid: string): void => {
    leave(start(mode) ?? uuid)
    choice.choose(uuid)
  }
  return (
    <Command
      shouldFilter={false}
      loop
      label={choice.label}
      value={value}
      onValueChange={(next) => {
        setValue(next)
        if (next !== '' && (text !== '' || next !== first)) point(next)
      }}
      onKeyDown={onKeyDown}
      className="-translate-x-1/2 absolute top-3.5 left-1/2 z-10 w-88 max-w-[calc(100%-28px)] rounded-lg border border-strong bg-raised text-primary text-sm shadow-float"
    >
      <div className="flex h-9 items-center gap-2 border-subtle border-b px-3">
        <span className="max-w-1/2 shrink-0 truncate text-muted">{choice.label}</span>
        <Command.Input
          autoFocus
          aria-label={choice.label}
          value={text}
          onValueChange={type}
          placeholder="name, type or file"
          className="min-w-0 flex-1 select-text bg-transparent text-primary outline-none placeholder:text-muted"
        />
        <span className="shrink-0 text-muted text-xs tabular-nums">{found.length}</span>
      </div>
      <Command.List className="max-h-60 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-muted">{choice.empty}</Command.Empty>
        <Choices blocks={found} choose={choose} />
      </Command.List>
    </Command>
  )
}

/** Search, and the choice of a block to connect with or to cut off, by typing and arrows. */
export const BlockFinder = ({ pipeline }: { readonly pipeline: Pipeline }) => {
  const mode = useCanvasStore((state) => state.mode)
  if (mode.kind !== 'search' && mode.kind !== 'connect' && mode.kind !== 'disconnect') return null
  return <Finder key={mode.kind} mode={mode} pipeline={pipeline} />
}
