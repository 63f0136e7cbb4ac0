import { PackageX } from 'lucide-react'
import { useRequest } from '../../bridge/queries.ts'
import { createEnvironment } from '../../commands/environment-commands.ts'
import { continueWaitingRun } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRunRequestStore } from '../../state/run-request-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { SkeletonLines } from '../../ui/feedback.tsx'

const forget = () => {
  useRunRequestStore.setState({ waiting: null })
  showDialog(null)
}

const runAnyway = () => {
  showDialog(null)
  void continueWaitingRun(true)
}

/** Says before a run what the environment lacks. */
export const RequirementsMissingDialog = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const environment = useRequest('environment.get', projectId === null ? null : { projectId }).data
  const waits = useRunRequestStore((state) => state.waiting !== null)
  return (
    <DialogFrame
      title="Packages are missing"
      icon={<PackageX size={20} strokeWidth={1.75} />}
      description={
        environment === undefined
          ? undefined
          : `${environment.interpreter?.label ?? 'The interpreter'} does not meet requirements.txt. Blocks that import these packages will fail.`
      }
      width="md"
      onClose={forget}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={() => showDialog({ kind: 'choose-interpreter' })}>
            Choose interpreter…
          </Button>
          {waits ? <Button onClick={runAnyway}>Run anyway</Button> : <Button onClick={forget}>Close</Button>}
          <Button variant="primary" data-autofocus onClick={() => void createEnvironment()}>
            Install into .venv
          </Button>
        </>
      }
    >
      {environment === undefined ? (
        <SkeletonLines count={3} />
      ) : (
        <ul className="m-0 list-none rounded-md border border-subtle p-0">
          {environment.missing.map((entry) => (
            <li
              key={`${entry.line}-${entry.requirement}`}
              className="flex items-baseline gap-3 border-subtle px-3 py-1.5 not-last:border-b"
            >
              <span className="min-w-0 flex-1 select-text truncate font-mono text-primary text-sm">
                {entry.requirement}
              </span>
              <span className="shrink-0 text-muted text-sm">
                {entry.installed === null ? 'not installed' : `installed: ${entry.installed}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </DialogFrame>
  )
}
