import { Pencil } from 'lucide-react'
import { useRequest } from '../../bridge/queries.ts'
import { openModelCard } from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'

const headingLooks: Readonly<Record<number, string>> = {
  1: 'mt-0 font-semibold text-lg text-primary',
  2: 'mt-3 font-semibold text-md text-primary',
  3: 'mt-2 font-medium text-primary',
}

/** A row of a table: its cells below those of the row before; the line that only parts the head says nothing. */
const TableRow = ({ text }: { readonly text: string }) => {
  if (/^[|\s:-]+$/.test(text)) return null
  const cells = text
    .slice(1)
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
  return (
    <div className="flex gap-4 border-subtle border-b py-0.5">
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row have no other name
        <span key={index} className="w-40 min-w-0 shrink break-words tabular-nums first:flex-1">
          {cell.trim().replaceAll('\\|', '|')}
        </span>
      ))}
    </div>
  )
}

/** A line of the card: headings stand out, tables keep their columns; the rest is text as it is written. */
const Line = ({ text }: { readonly text: string }) => {
  const heading = /^(#{1,6}) (.*)$/.exec(text)
  if (heading !== null)
    return <div className={headingLooks[heading[1]?.length ?? 3] ?? headingLooks[3]}>{heading[2]}</div>
  if (text.startsWith('|')) return <TableRow text={text} />
  const isQuestion = /^_.*_$/.test(text)
  return (
    <div className={classNames('min-h-2 break-words', isQuestion && 'text-muted italic')}>
      {isQuestion ? text.slice(1, -1) : text.replace(/^> /, '').replaceAll('`', '')}
    </div>
  )
}

/** The model card, `README.md` of the model, to read; it is written in the editor. */
export const ModelCard = ({ modelName }: { readonly modelName: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('model.card', projectId === null ? null : { projectId, name: modelName })
  const lines = (data?.text ?? '').split('\n')
  return (
    <Card
      title="Model card"
      note={
        <Button size="sm" icon={<Pencil size={12} />} onClick={() => void openModelCard(modelName)}>
          Edit
        </Button>
      }
    >
      {data === undefined && error === null ? <SkeletonLines count={4} label="Reading the model card" /> : null}
      <ScrollArea label="Text of the model card" className="max-h-96 select-text px-4 pb-4 text-secondary text-sm">
        {error === null ? null : <p className="m-0 text-muted">{error.message}</p>}
        {lines.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
          <Line key={index} text={text} />
        ))}
      </ScrollArea>
    </Card>
  )
}
