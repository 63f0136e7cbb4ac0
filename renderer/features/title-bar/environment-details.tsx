import type { Environment } from '#shared/model/environment.ts'
import { createEnvironment } from '../../commands/environment-commands.ts'
import { openFile } from '../../commands/file-commands.ts'
import { useEnvironmentStore } from '../../state/environment-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'

/** How a state is called and shown. */
type Look = { readonly word: string; readonly tone: Tone }

type Missing = Environment['missing']

const MissingList = ({ missing, onDone }: { readonly missing: Missing; readonly onDone: () => void }) => (
  <div className="border-subtle border-t px-3 py-2">
    <div className="pb-1 text-secondary">{formatPlural(missing.length, 'requirement')} not met</div>
    <ul className="m-0 max-h-40 list-none overflow-y-auto p-0">
      {missing.map((entry) => (
        <li key={entry.line}>
          <button
            type="button"
            className="flex w-full items-baseline gap-2 rounded-sm px-1 py-0.5 text-left hover:bg-hover"
            onClick={() => {
              onDone()
              void openFile('requirements.txt', entry.line)
            }}
          >
            <span className="min-w-0 flex-1 truncate font-mono text-primary">{entry.requirement}</span>
            <span className="shrink-0 text-muted text-xs">
              {entry.installed === null ? 'not installed' : `has ${entry.installed}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  </div>
)

const Interpreter = ({ environment, look }: { readonly environment: Environment | undefined; readonly look: Look }) => (
  <div className="flex flex-col gap-1 px-3 py-2.5">
    <div className="flex items-center gap-2">
      <h2 className="m-0 flex-1 truncate font-semibold text-md">{environment?.interpreter?.label ?? 'Environment'}</h2>
      <Badge tone={look.tone}>{look.word}</Badge>
    </div>
    {environment?.interpreter == null ? null : (
      <div className="select-text break-all font-mono text-muted text-xs">{environment.interpreter.path}</div>
    )}
    {environment?.message == null ? null : <div className="select-text text-secondary">{environment.message}</div>}
  </div>
)

const CreateButton = ({
  environment,
  onDone,
}: {
  readonly environment: Environment | undefined
  readonly onDone: () => void
}) => {
  const operationId = useEnvironmentStore((state) => state.operationId)
  if (environment?.state === 'creating' && operationId !== null) {
    return (
      <Button
        icon={<Spinner size={12} />}
        onClick={() => {
          onDone()
          showDialog({ kind: 'create-environment', operationId })
        }}
      >
        Show progress
      </Button>
    )
  }
  const needed = environment !== undefined && environment.state !== 'ready'
  return (
    <Button
      variant={needed ? 'primary' : 'secondary'}
      onClick={() => {
        onDone()
        void createEnvironment()
      }}
    >
      {environment?.interpreter?.source === 'project-venv' ? 'Install requirements' : 'Make .venv'}
    </Button>
  )
}

/** What the pill shows when opened: interpreter, state, what is missing, what can be done. */
export const EnvironmentDetails = (props: {
  readonly environment: Environment | undefined
  readonly look: Look
  readonly onDone: () => void
}) => {
  const { environment, look, onDone } = props
  return (
    <>
      <Interpreter environment={environment} look={look} />
      {(environment?.missing.length ?? 0) > 0 && <MissingList missing={environment?.missing ?? []} onDone={onDone} />}
      <div className="flex items-center justify-end gap-2 border-subtle border-t px-3 py-2.5">
        <Button
          variant="ghost"
          onClick={() => {
            onDone()
            showDialog({ kind: 'choose-interpreter' })
          }}
        >
          Choose interpreter…
        </Button>
        <CreateButton environment={environment} onDone={onDone} />
      </div>
    </>
  )
}
