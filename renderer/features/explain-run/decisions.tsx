import type { BlockDecision } from '#shared/model/run.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { BlockRunName } from '../../ui/block-marks.tsx'
import { formatPlural } from '../../ui/format.ts'

const looks: Record<BlockDecision['kind'], { readonly label: string; readonly tone: Tone }> = {
  runs: { label: 'Will run', tone: 'accent' },
  reused: { label: 'Reused', tone: 'neutral' },
  depends: { label: 'Depends', tone: 'warning' },
  left: { label: 'Left', tone: 'failed' },
}

/** Its reason without the words the badge says already. */
const because = ({ kind, reason }: BlockDecision): string => {
  if (kind !== 'runs') return reason
  const rest = reason.replace(/^Will run because /, '')
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`
}

/** How many blocks run and are reused, as a sentence. */
export const countWords = (decisions: readonly BlockDecision[]): string => {
  const count = (kind: BlockDecision['kind']) => decisions.filter((decision) => decision.kind === kind).length
  const depending = count('depends')
  const parts = [
    `${formatPlural(count('runs'), 'block')} will run`,
    `${count('reused')} reused`,
    ...(count('left') > 0 ? [`${count('left')} left as they were`] : []),
    ...(depending > 0 ? [`${depending} decided when the blocks above have run`] : []),
  ]
  return `${parts.join(', ')}.`
}

/** What becomes of each block, and why. */
export const Decisions = ({ decisions }: { readonly decisions: readonly BlockDecision[] }) => (
  <table className="w-full border-collapse text-sm">
    <thead className="sr-only">
      <tr>
        <th>Block</th>
        <th>What becomes of it</th>
        <th>Why</th>
      </tr>
    </thead>
    <tbody>
      {decisions.map((decision) => (
        <tr key={decision.blockUuid} className="border-subtle border-b align-top last:border-b-0">
          <td className="max-w-64 py-2 pr-4 font-medium text-primary">
            <BlockRunName blockUuid={decision.blockUuid} />
          </td>
          <td className="py-2 pr-4">
            <Badge tone={looks[decision.kind].tone}>{looks[decision.kind].label}</Badge>
          </td>
          <td className="w-full select-text py-2 text-secondary">{because(decision)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
