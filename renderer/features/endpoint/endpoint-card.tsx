import type { EndpointStatus, ServedVersion } from '#shared/model/endpoint.ts'
import { copyText, rollBackEndpoint } from '../../commands/endpoint-commands.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { formatPlural } from '../../ui/format.ts'
import { latencyText, rateText, roleText } from './endpoint-words.ts'
import { useEndpoint } from './use-endpoint.ts'

const tones = {
  starting: 'running',
  ready: 'success',
  draining: 'neutral',
  warm: 'neutral',
  failed: 'failed',
} as const satisfies Record<ServedVersion['state'], Tone>

const restartsText = ({ restarts }: ServedVersion): string =>
  restarts === 0 ? '' : ` ${formatPlural(restarts, 'worker')} died and ${restarts === 1 ? 'was' : 'were'} replaced.`

const Row = ({ version }: { readonly version: ServedVersion }) => (
  <tr className="border-subtle border-t" title={version.message ?? undefined}>
    <td className="h-8 pl-4 font-semibold text-primary">v{version.version}</td>
    <td className="px-2">
      <Badge tone={version.state === 'ready' && version.mode === 'shadow' ? 'running' : tones[version.state]}>
        {roleText(version)}
      </Badge>
    </td>
    <td
      className="px-2 text-right tabular-nums"
      title={`${formatPlural(version.workers, 'worker')}${version.isShared ? ' sharing one loaded model' : ''}.${restartsText(version)}`}
    >
      {version.workers}
    </td>
    <td className="px-2 text-right tabular-nums">{rateText(version.requestsPerSecond)}</td>
    <td className="px-2 text-right tabular-nums">{latencyText(version.latencyMs.p50)}</td>
    <td className="pr-4 pl-2 text-right tabular-nums">{latencyText(version.latencyMs.p99)}</td>
  </tr>
)

const columns = ['Workers', 'Requests', 'p50', 'p99'] as const

const Versions = ({ versions }: { readonly versions: readonly ServedVersion[] }) => (
  <div className="overflow-x-auto">
    <table className="w-full border-collapse whitespace-nowrap text-secondary text-sm">
      <thead>
        <tr className="text-left text-muted text-xs">
          <th className="h-7 pl-4 font-medium">Version</th>
          <th className="px-2 font-medium">State</th>
          {columns.map((title) => (
            <th key={title} className="px-2 text-right font-medium last:pr-4">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {versions.map((version) => (
          <Row key={`${version.version}-${version.state}`} version={version} />
        ))}
      </tbody>
    </table>
  </div>
)

const Problem = ({ text }: { readonly text: string }) => (
  <p role="alert" className="m-0 select-text break-words border-subtle border-t px-4 py-2 text-failed text-sm">
    {text}
  </p>
)

/** What answers, with which shares and how fast; nothing while the model is not served and all is well. */
export const EndpointCard = ({ modelName }: { readonly modelName: string }) => {
  const status = useEndpoint(modelName)
  return status === undefined ? null : <Content status={status} />
}

const Content = ({ status }: { readonly status: EndpointStatus }) => {
  const { versions, previous, token, modelName, message, settingsProblem, queued } = status
  const problems = [message, settingsProblem].filter((text) => text !== null)
  if (status.state === 'stopped' && problems.length === 0) return null
  const back = previous?.map(({ version }) => `v${version}`).join(' and ')
  return (
    <Card
      title="Endpoint"
      note={queued === 0 ? undefined : `${formatPlural(queued, 'request waits', 'requests wait')}`}
    >
      {versions.length === 0 ? null : <Versions versions={versions} />}
      {problems.map((text) => (
        <Problem key={text} text={text} />
      ))}
      {status.state !== 'serving' || (back === undefined && token === null) ? null : (
        <div className="flex flex-wrap gap-2 border-subtle border-t px-4 py-2">
          {back === undefined ? null : (
            <Button size="sm" onClick={() => void rollBackEndpoint(modelName)}>
              Roll back to {back}
            </Button>
          )}
          {token === null ? null : (
            <Button size="sm" onClick={() => void copyText(token)}>
              Copy token
            </Button>
          )}
        </div>
      )}
    </Card>
  )
}
