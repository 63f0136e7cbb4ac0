import type { Block } from '#shared/model/block.ts'
import { Switch } from '../../ui/toggle.tsx'
import { CommitNumber } from './commit-fields.tsx'

type Retry = Exclude<Block['retry'], null>

const start: Retry = { retries: 3, delay: 5, maxDelay: 60, exponentialBackoff: true }

/** How often a failed block run is tried again. */
export const RetrySettings = ({
  retry,
  onChange,
}: {
  readonly retry: Retry | null
  readonly onChange: (retry: Retry | null) => void
}) => (
  <div className="flex flex-col gap-3">
    <Switch
      label="Try again after a failure"
      checked={retry !== null && retry.retries > 0}
      onChange={(on) => onChange(on ? start : null)}
    />
    {retry === null || retry.retries === 0 ? null : (
      <>
        <div className="flex flex-wrap gap-4">
          <CommitNumber
            label="Retries"
            value={retry.retries}
            min={1}
            onCommit={(retries) => onChange({ ...retry, retries: Math.round(retries ?? 1) })}
          />
          <CommitNumber
            label="Delay"
            unit="s"
            value={retry.delay}
            min={0}
            onCommit={(delay) => onChange({ ...retry, delay: delay ?? 0 })}
          />
          <CommitNumber
            label="Longest delay"
            unit="s"
            value={retry.maxDelay}
            min={0}
            onCommit={(maxDelay) => onChange({ ...retry, maxDelay: maxDelay ?? 0 })}
          />
        </div>
        <Switch
          label="Double the delay each time"
          checked={retry.exponentialBackoff}
          onChange={(exponentialBackoff) => onChange({ ...retry, exponentialBackoff })}
        />
      </>
    )}
  </div>
)
