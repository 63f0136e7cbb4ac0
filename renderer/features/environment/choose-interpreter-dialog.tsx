import { Check, CircleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Interpreter } from '#shared/model/environment.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { browseForInterpreter, chooseInterpreter, createEnvironment } from '../../commands/environment-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'

type RowProps = {
  readonly interpreter: Interpreter
  readonly current: boolean
  readonly disabled: boolean
  /** Interpreters are asked for their version once the project is trusted. */
  readonly asked: boolean
  readonly onChoose: () => void
}

const Row = ({ interpreter, current, disabled, asked, onChoose }: RowProps) => (
  <li>
    <button
      type="button"
      aria-current={current}
      disabled={disabled}
      className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-hover disabled:opacity-60"
      onClick={onChoose}
    >
      <span className="inline-flex w-4 shrink-0 text-accent">{current && <Check size={14} aria-label="In use" />}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-primary text-sm">{interpreter.label}</span>
        <span className="block truncate font-mono text-muted text-xs" title={interpreter.path}>
          {interpreter.path}
        </span>
      </span>
      {interpreter.version === null && (
        <span className="inline-flex items-center gap-1 text-warning text-xs">
          <CircleAlert size={12} aria-hidden="true" />
          {asked ? 'does not answer' : 'not asked yet'}
        </span>
      )}
    </button>
  </li>
)

const Found = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const input = projectId === null ? null : { projectId }
  const found = useRequest('environment.interpreters', input)
  const environment = useRequest('environment.get', input).data
  const trusted = useProject()?.trusted === true
  const [choosing, setChoosing] = useState(false)
  const choose = async (path: string) => {
    setChoosing(true)
    await chooseInterpreter(path)
    setChoosing(false)
  }
  if (found.isError)
    return <ErrorState size="sm" title="Interpreters could not be listed" message={found.error.message} />
  if (found.data === undefined) return <SkeletonLines count={4} label="Looking for interpreters" />
  if (found.data.length === 0)
    return (
      <p className="m-0 py-2 text-secondary">
        No Python was found on this machine. Install Python 3.9 or newer, or browse for one.
      </p>
    )
  return (
    <ul className="m-0 list-none p-0" aria-busy={choosing}>
      {found.data.map((interpreter) => (
        <Row
          key={interpreter.path}
          interpreter={interpreter}
          current={interpreter.path === environment?.interpreter?.path}
          disabled={choosing}
          asked={trusted}
          onChoose={() => void choose(interpreter.path)}
        />
      ))}
    </ul>
  )
}

/** Interpreters found on this machine, and a way to one that was not. */
export const ChooseInterpreterDialog = () => (
  <DialogFrame
    title="Choose an interpreter"
    description="Blocks of this project run with it. Its packages are the ones your code can import."
    width="md"
    onClose={() => showDialog(null)}
    footer={
      <>
        <Button variant="ghost" className="mr-auto" onClick={() => void createEnvironment()}>
          Make .venv for this project
        </Button>
        <Button onClick={() => void browseForInterpreter()}>Browse…</Button>
      </>
    }
  >
    <Found />
  </DialogFrame>
)
