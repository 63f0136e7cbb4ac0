import { Clock, Plus, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Trigger } from '#shared/model/trigger.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { TriggerForm } from './trigger-form.tsx'
import { TriggerList } from './trigger-list.tsx'
import { freeName, newTrigger } from './trigger-words.ts'

const isTriggerFile = (file: string): boolean => /\/triggers(?:\.pipewright)?\.yaml$/.test(file)

/** What is wrong in the files of triggers: such a trigger never fires, so it is said where triggers are. */
const FileProblems = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const problems = (useProject()?.problems ?? []).filter(
    (problem) => problem.pipelineUuid === pipelineUuid && isTriggerFile(problem.file),
  )
  if (problems.length === 0) return null
  return (
    <ul className="mx-auto mt-4 mb-0 flex max-w-240 list-none flex-col gap-2 px-4">
      {problems.map(({ id, message, file, line }) => (
        <li key={id} className="flex items-start gap-2 rounded-lg border border-subtle bg-panel px-3 py-2 text-sm">
          <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warning" aria-hidden="true" />
          <span className="min-w-0 flex-1 select-text text-secondary">{message}</span>
          <Button size="sm" onClick={() => void openFile(file)}>
            {line === null ? 'Open the file' : `Open at line ${line}`}
          </Button>
        </li>
      ))}
    </ul>
  )
}

type Editing = { readonly previousName: string | null; readonly first: Trigger }

type TabProps = {
  readonly pipelineUuid: string
  /** Below the list; not below a form. */
  readonly after: ReactNode
}

/** Triggers of a pipeline: the list, or the form of one. */
export const TriggersTab = ({ pipelineUuid, after }: TabProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('trigger.list', projectId === null ? null : { projectId, pipelineUuid })
  const [editing, setEditing] = useState<Editing | null>(null)
  if (list.isError) return <ErrorState title="The triggers could not be read" message={list.error.message} />
  if (list.data === undefined) return <SkeletonLines label="Reading the triggers" />
  const { triggers, isPaused } = list.data
  const names = triggers.map(({ trigger }) => trigger.name)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const add = () => setEditing({ previousName: null, first: newTrigger(freeName(names), zone) })
  const addButton = (
    <Button variant="primary" icon={<Plus size={13} />} onClick={add}>
      New trigger
    </Button>
  )
  return (
    <div className="@container h-full overflow-auto">
      {editing !== null ? (
        <TriggerForm
          key={editing.previousName}
          {...editing}
          pipelineUuid={pipelineUuid}
          taken={names.filter((name) => name !== editing.previousName)}
          onClose={() => setEditing(null)}
        />
      ) : (
        <>
          <FileProblems pipelineUuid={pipelineUuid} />
          {triggers.length === 0 ? (
            <EmptyState
              icon={<Clock size={24} strokeWidth={1.5} />}
              title="No triggers yet"
              text="A trigger starts this pipeline by itself: on a schedule, when a file arrives, or after another pipeline."
              action={addButton}
            />
          ) : (
            <TriggerList
              triggers={triggers}
              isPaused={isPaused}
              showPipeline={false}
              actions={addButton}
              onEdit={({ trigger }) => setEditing({ previousName: trigger.name, first: trigger })}
            />
          )}
          {after}
        </>
      )}
    </div>
  )
}
