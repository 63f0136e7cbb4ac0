import { Puzzle, ShieldCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Block } from '#shared/model/block.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { openPipeline } from '../../commands/pipeline-commands.ts'
import { sendEdits } from '../../commands/pipeline-edit.ts'
import { currentProjectId } from '../../state/project-store.ts'
import { LanguageChip, TypeMark, typeLabel } from '../../ui/block-marks.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { TextArea } from '../../ui/field.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Select } from '../../ui/select.tsx'
import { CommitNumber, CommitText } from './commit-fields.tsx'
import { configurationText, readConfiguration } from './configuration-text.ts'
import { DbtSettings } from './dbt-settings.tsx'
import { LimitSettings, ReuseSetting } from './limit-settings.tsx'
import { RetrySettings } from './retry-settings.tsx'
import { UpstreamList } from './upstream-list.tsx'
import type { FileBlock } from './use-file-block.ts'

const colours = ['none', 'blue', 'grey', 'pink', 'purple', 'teal', 'yellow'] as const
const colourNames = colours.map((value) => ({
  value,
  label: value === 'none' ? 'By type' : value.charAt(0).toUpperCase() + value.slice(1),
}))

const Group = ({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string | null
  readonly children: ReactNode
}) => (
  <section className="flex flex-col gap-2 border-subtle border-b px-4 py-3">
    <h3 className="m-0 font-semibold text-muted text-xs uppercase tracking-[0.08em]">{title}</h3>
    {hint == null ? null : <p className="m-0 text-muted text-xs">{hint}</p>}
    <div className="flex max-w-160 flex-col gap-2">{children}</div>
  </section>
)

type EditBlock = (edit: PipelineEdit, label: string) => void

const Configuration = ({ block, edit }: { readonly block: Block; readonly edit: EditBlock }) => {
  const known = configurationText(block.configuration)
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? known
  const read = readConfiguration(text)
  const save = () => {
    if (!read.ok) return
    edit({ kind: 'set-configuration', block: block.uuid, configuration: read.value }, `Configure ${block.name}`)
    setDraft(null)
  }
  return (
    <Group title="Configuration" hint="Values the block gets, as YAML or JSON.">
      <TextArea
        label="Configuration"
        hideLabel
        value={text}
        rows={Math.min(14, Math.max(3, text.split('\n').length + 1))}
        placeholder="batch_size: 100"
        className="font-mono"
        error={read.ok ? null : read.message}
        onChange={setDraft}
      />
      {draft === null || draft === known ? null : (
        <div className="flex gap-2">
          <Button size="sm" variant="primary" disabled={!read.ok} onClick={save}>
            Save configuration
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setDraft(null)}>
            Revert
          </Button>
        </div>
      )}
    </Group>
  )
}

const Identity = ({ block, edit }: { readonly block: Block; readonly edit: EditBlock }) => (
  <Group title="Block">
    <CommitText
      label="Name"
      value={block.name}
      hint={block.file ?? 'This type has no file.'}
      onCommit={(name) => edit({ kind: 'rename-block', block: block.uuid, name }, `Rename ${block.name}`)}
    />
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 text-sm">
      <span className="inline-flex items-center gap-2">
        <span className="text-secondary">Type</span>
        <TypeMark type={block.type} />
        <span>{typeLabel(block.type)}</span>
      </span>
      <span className="inline-flex items-center gap-2">
        <span className="text-secondary">Language</span>
        <LanguageChip language={block.language} type={block.type} />
      </span>
      <span className="inline-flex items-center gap-2">
        <span className="text-secondary">Colour</span>
        <Select
          label="Colour"
          value={colours.find((colour) => colour === block.color) ?? 'none'}
          options={colourNames}
          onChange={(colour) =>
            edit(
              { kind: 'set-block-settings', block: block.uuid, color: colour === 'none' ? null : colour },
              `Colour ${block.name}`,
            )
          }
        />
      </span>
    </div>
  </Group>
)

const configure =
  (block: Block, edit: EditBlock) =>
  (configuration: Block['configuration'], label: string): void =>
    edit({ kind: 'set-configuration', block: block.uuid, configuration }, label)

const Limits = ({ block, edit }: { readonly block: Block; readonly edit: EditBlock }) => (
  <Group title="Limits" hint="Over a limit the block is ended, and only it.">
    <CommitNumber
      label="Timeout"
      unit="seconds"
      min={0.001}
      placeholder="none"
      value={block.timeoutSeconds}
      onCommit={(timeoutSeconds) =>
        edit({ kind: 'set-block-settings', block: block.uuid, timeoutSeconds }, `Change timeout of ${block.name}`)
      }
    />
    <LimitSettings block={block} onChange={configure(block, edit)} />
    <ReuseSetting block={block} onChange={configure(block, edit)} />
    <RetrySettings
      retry={block.retry}
      onChange={(retry) =>
        edit({ kind: 'set-block-settings', block: block.uuid, retry }, `Change retries of ${block.name}`)
      }
    />
  </Group>
)

const UsedBy = ({ file }: { readonly file: FileBlock }) => (
  <Group
    title="Used by"
    hint={
      file.pipelines.length > 1 ? 'These settings are those of the first one named; the code is shared by all.' : null
    }
  >
    <div className="flex flex-wrap gap-2">
      {[...file.pipelines]
        .sort((a, b) => Number(b === file.pipelineUuid) - Number(a === file.pipelineUuid))
        .map((uuid) => (
          <Button key={uuid} size="sm" title={uuid} className="max-w-full" onClick={() => openPipeline(uuid)}>
            <span className="truncate">{uuid}</span>
          </Button>
        ))}
    </div>
  </Group>
)

/** What a pipeline says of the block whose code is open. */
export const BlockSettings = ({ file }: { readonly file: FileBlock }) => {
  const { block, blocks, pipelineUuid, isLoading } = file
  if (isLoading) return <SkeletonLines />
  if (file.checks.length > 0) {
    return (
      <EmptyState
        size="sm"
        icon={<ShieldCheck size={20} />}
        title={`Checks ${file.checks.join(', ')}`}
        text="It runs straight after the block. Each expectation is a test of the block, and one that is not met fails it."
      />
    )
  }
  if (block === null || pipelineUuid === null) {
    return (
      <EmptyState
        size="sm"
        icon={<Puzzle size={20} />}
        title="No pipeline uses this file"
        text="Drag it from the files of the side bar onto a graph to make it a block there."
      />
    )
  }
  const edit: EditBlock = (change, label) => {
    const projectId = currentProjectId()
    if (projectId !== null) void sendEdits({ projectId, pipelineUuid }, [change], label)
  }
  const { uuid } = block
  return (
    <ScrollArea label="Settings of the block">
      <Identity block={block} edit={edit} />
      <Group title="Upstream" hint="In the order of the function’s arguments.">
        <UpstreamList
          upstream={block.upstream}
          blocks={blocks}
          onChange={(upstream) =>
            edit({ kind: 'set-upstream', block: uuid, upstream }, `Change upstream of ${block.name}`)
          }
        />
      </Group>
      {block.type === 'dbt' ? (
        <Group title="dbt">
          <DbtSettings block={block} onChange={configure(block, edit)} />
        </Group>
      ) : null}
      <Limits block={block} edit={edit} />
      <Configuration block={block} edit={edit} />
      <UsedBy file={file} />
    </ScrollArea>
  )
}
