import { ArrowDown, ArrowUp, GripVertical, X } from 'lucide-react'
import { useState } from 'react'
import type { Block } from '#shared/model/block.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'

/** Puts one entry at another's place. */
export const reordered = (list: readonly string[], moved: string, target: number): string[] => {
  const rest = list.filter((entry) => entry !== moved)
  return rest.toSpliced(Math.max(0, Math.min(target, rest.length)), 0, moved)
}

type RowProps = {
  readonly uuid: string
  readonly place: number
  readonly count: number
  readonly block: Block | undefined
  readonly onMove: (target: number) => void
  readonly onRemove: () => void
}

const Row = ({ uuid, place, count, block, onMove, onRemove }: RowProps) => (
  <>
    <GripVertical size={12} className="shrink-0 cursor-grab text-muted" aria-hidden="true" />
    <span className="w-4 shrink-0 text-right text-muted text-xs tabular-nums">{place + 1}</span>
    {block === undefined ? null : <TypeMark type={block.type} className="h-3" />}
    <span className="min-w-0 flex-1 truncate text-primary text-sm">{block?.name ?? uuid}</span>
    <IconButton label={`Move ${uuid} up`} size="sm" disabled={place === 0} onClick={() => onMove(place - 1)}>
      <ArrowUp size={12} />
    </IconButton>
    <IconButton label={`Move ${uuid} down`} size="sm" disabled={place === count - 1} onClick={() => onMove(place + 1)}>
      <ArrowDown size={12} />
    </IconButton>
    <IconButton label={`Disconnect ${uuid}`} size="sm" onClick={onRemove}>
      <X size={12} />
    </IconButton>
  </>
)

type UpstreamListProps = {
  readonly upstream: readonly string[]
  readonly blocks: readonly Block[]
  readonly onChange: (upstream: string[]) => void
}

/** What a block waits for, in the order of its function's arguments. Drag, or use the arrows. */
export const UpstreamList = ({ upstream, blocks, onChange }: UpstreamListProps) => {
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<number | null>(null)
  if (upstream.length === 0) return <p className="m-0 text-muted text-sm">Nothing: it runs first.</p>
  const drop = (target: number) => {
    if (dragged !== null) onChange(reordered(upstream, dragged, target))
    setDragged(null)
    setOver(null)
  }
  return (
    <ol aria-label="Upstream blocks" className="m-0 flex list-none flex-col gap-1 p-0">
      {upstream.map((uuid, place) => (
        <li
          key={uuid}
          draggable
          className={classNames(
            'flex h-7 items-center gap-2 rounded-md border bg-raised px-2',
            over === place && dragged !== uuid ? 'border-accent' : 'border-subtle',
          )}
          onDragStart={() => setDragged(uuid)}
          onDragEnd={() => setOver(null)}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(place)
          }}
          onDrop={() => drop(place)}
        >
          <Row
            uuid={uuid}
            place={place}
            count={upstream.length}
            block={blocks.find((block) => block.uuid === uuid)}
            onMove={(target) => onChange(reordered(upstream, uuid, target))}
            onRemove={() => onChange(upstream.filter((entry) => entry !== uuid))}
          />
        </li>
      ))}
    </ol>
  )
}
