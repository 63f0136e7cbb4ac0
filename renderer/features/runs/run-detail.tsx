import { type ReactNode, useState } from 'react'
import type { Run } from '#shared/model/run.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { RunCode } from './run-code.tsx'
import { RunHeader } from './run-header.tsx'
import { RunVariables } from './run-variables.tsx'

const items = [
  { id: 'logs', label: 'Logs' },
  { id: 'output', label: 'Output' },
  { id: 'variables', label: 'Variables' },
  { id: 'code', label: 'Code' },
] as const

type RunDetailProps = {
  readonly run: Run
  /** The block looked at. */
  readonly blockUuid: string | null
  readonly timeline: ReactNode
  readonly log: ReactNode
  readonly output: ReactNode
}

/** A run as it was: when its blocks ran, what they said and returned, what code and variables they had. */
export const RunDetail = ({ run, blockUuid, timeline, log, output }: RunDetailProps) => {
  const [tab, setTab] = useState<(typeof items)[number]['id']>('logs')
  return (
    <section className="@container flex h-full min-h-0 flex-col bg-canvas" aria-label={`Run ${run.id}`}>
      <RunHeader run={run} />
      {run.reason !== null && <p className="m-0 select-text px-5 pb-3 text-secondary">{run.reason}</p>}
      <div className="mx-5 max-h-2/5 min-h-24 shrink-0 overflow-hidden rounded-lg border border-subtle bg-panel">
        {timeline}
      </div>
      <div className="m-5 mt-4 min-h-0 flex-1 overflow-hidden rounded-lg border border-subtle bg-panel">
        <Tabs label="Parts of the run" items={items} active={tab} onChange={setTab}>
          {tab === 'logs' && log}
          {tab === 'output' && output}
          {tab === 'variables' && <RunVariables variables={run.variables} />}
          {tab === 'code' && <RunCode runId={run.id} blockUuid={blockUuid} />}
        </Tabs>
      </div>
    </section>
  )
}
