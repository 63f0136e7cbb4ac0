import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { Select } from '../../ui/select.tsx'
import { CommitNumber } from './commit-fields.tsx'

const mapOf = (value: unknown): JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** A configuration with one limit changed; null takes it out, and the last one takes `limits` with it. */
export const withLimit = (configuration: JsonMap, name: string, value: number | null): JsonMap => {
  const { [name]: _before, ...others } = mapOf(configuration.limits)
  const limits = value === null ? others : { ...mapOf(configuration.limits), [name]: value }
  const { limits: _limits, ...rest } = configuration
  if (Object.keys(limits).length === 0) return rest
  return { ...configuration, limits }
}

type Reuse = 'by-type' | 'reuse' | 'run'

const reuseOf = ({ reuse }: JsonMap): Reuse => {
  if (reuse === true) return 'reuse'
  return reuse === false ? 'run' : 'by-type'
}

/** A configuration with the rule of reuse changed. */
export const withReuse = (configuration: JsonMap, reuse: Reuse): JsonMap => {
  const { reuse: _before, ...rest } = configuration
  return reuse === 'by-type' ? rest : { ...rest, reuse: reuse === 'reuse' }
}

const fields = [
  { name: 'memory_mb', label: 'Memory', unit: 'MB', min: 1 },
  { name: 'cpu_seconds', label: 'Processor time', unit: 's', min: 0.1 },
  { name: 'open_files', label: 'Open files', unit: undefined, min: 16 },
] as const

const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number > 0 ? number : null
}

const reuseChoices = [
  { value: 'by-type', label: 'As its type says' },
  { value: 'reuse', label: 'Reuse what is the same' },
  { value: 'run', label: 'Always run' },
] as const

type Props = {
  readonly block: Block
  readonly onChange: (configuration: JsonMap, label: string) => void
}

/** What the block may use; over a limit it is ended, and only it. */
export const LimitSettings = ({ block, onChange }: Props) => {
  const { configuration, name: blockName } = block
  const limits = mapOf(configuration.limits)
  return (
    <div className="flex flex-wrap gap-4">
      {fields.map(({ name, label, unit, min }) => (
        <CommitNumber
          key={name}
          label={label}
          {...(unit === undefined ? {} : { unit })}
          min={min}
          placeholder="none"
          value={numberOf(limits[name])}
          onCommit={(value) => onChange(withLimit(configuration, name, value), `Change limits of ${blockName}`)}
        />
      ))}
    </div>
  )
}

/** Whether a run of what changed may reuse the outputs of the block. */
export const ReuseSetting = ({ block, onChange }: Props) => (
  <div className="flex items-center gap-2 text-sm">
    <span className="text-secondary">When nothing it needs changed</span>
    <Select
      label="When nothing it needs changed"
      value={reuseOf(block.configuration)}
      options={reuseChoices}
      onChange={(reuse) => onChange(withReuse(block.configuration, reuse), `Change reuse of ${block.name}`)}
    />
  </div>
)
