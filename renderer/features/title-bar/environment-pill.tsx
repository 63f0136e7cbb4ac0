import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import type { Environment } from '#shared/model/environment.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { runCommand } from '../../commands/registry.ts'
import type { Tone } from '../../ui/badge.tsx'
import { Popover } from '../../ui/popover.tsx'
import { EnvironmentDetails } from './environment-details.tsx'

const looks = {
  unknown: { dot: 'bg-idle', word: 'Not known', tone: 'neutral' },
  ready: { dot: 'bg-success', word: 'Ready', tone: 'success' },
  'requirements-missing': { dot: 'bg-warning', word: 'Packages missing', tone: 'warning' },
  broken: { dot: 'bg-failed', word: 'Interpreter broken', tone: 'failed' },
  none: { dot: 'bg-failed', word: 'No interpreter', tone: 'failed' },
  creating: { dot: 'bg-running animate-pulse', word: 'Installing', tone: 'running' },
} as const satisfies Record<Environment['state'], { dot: string; word: string; tone: Tone }>

const pill =
  'flex h-6.5 min-w-0 items-center gap-1.5 overflow-hidden rounded-md border border-subtle bg-panel px-2.5 text-secondary text-sm hover:border-strong hover:text-primary'

const NotTrusted = () => (
  <button type="button" className={pill} onClick={() => void runCommand('project.trust')}>
    <ShieldAlert size={13} className="shrink-0 text-warning" aria-hidden="true" />
    <span className="truncate">Not trusted</span>
  </button>
)

const Known = ({ environment }: { readonly environment: Environment | undefined }) => {
  const [open, setOpen] = useState(false)
  const look = looks[environment?.state ?? 'unknown']
  const name = environment?.interpreter?.label ?? look.word
  return (
    <Popover
      label="Environment"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={pill} aria-label={`Environment: ${name}, ${look.word.toLowerCase()}`}>
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${look.dot}`} />
          <span className="truncate">{name}</span>
        </button>
      }
    >
      <EnvironmentDetails environment={environment} look={look} onDone={() => setOpen(false)} />
    </Popover>
  )
}

/** The interpreter of this project and whether it has what the project needs. */
export const EnvironmentPill = () => {
  const project = useProject()
  const { data } = useRequest('environment.get', project?.trusted === true ? { projectId: project.id } : null)
  if (project === undefined) return null
  return project.trusted ? <Known environment={data} /> : <NotTrusted />
}
