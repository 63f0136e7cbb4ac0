import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { Select } from '../../ui/select.tsx'
import { CommitNumber, CommitText } from './commit-fields.tsx'

const mapOf = (value: unknown): JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

type Value = string | number | boolean | null

/** A configuration with one key set; null takes it out. */
export const withKey = (configuration: JsonMap, key: string, value: Value): JsonMap => {
  const { [key]: _before, ...rest } = configuration
  return value === null || value === '' ? rest : { ...configuration, [key]: value }
}

/** A configuration with one key of its map `dbt` set, as Mage keeps them; null takes it out, and the last one takes the map with it. */
export const withDbtKey = (configuration: JsonMap, key: string, value: Value): JsonMap => {
  const dbt = withKey(mapOf(configuration.dbt), key, value)
  const { dbt: _before, ...rest } = configuration
  return Object.keys(dbt).length === 0 ? rest : { ...configuration, dbt }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const rowsOf = (value: unknown): number | null => (Number(value) > 0 ? Number(value) : null)

const testChoices = [
  { value: 'with', label: 'Build it and test it' },
  { value: 'without', label: 'Build it only' },
] as const

type Props = {
  readonly block: Block
  readonly onChange: (configuration: JsonMap, label: string) => void
}

const Model = ({ block, onChange }: Props) => {
  const { configuration, name } = block
  const isUntested = mapOf(configuration.dbt).disable_tests === true
  return (
    <>
      <div className="flex items-center gap-2 text-sm">
        <span className="text-secondary">A run of this model</span>
        <Select
          label="A run of this model"
          value={isUntested ? 'without' : 'with'}
          options={testChoices}
          onChange={(choice) =>
            onChange(
              withDbtKey(configuration, 'disable_tests', choice === 'without' ? true : null),
              `Change tests of ${name}`,
            )
          }
        />
      </div>
      <CommitNumber
        label="Rows to show"
        min={1}
        placeholder="1000"
        hint="A block that is not of dbt gets all rows."
        value={rowsOf(configuration.limit)}
        onCommit={(rows) => onChange(withKey(configuration, 'limit', rows), `Change rows of ${name}`)}
      />
    </>
  )
}

const Command = ({ block, onChange }: Props) => {
  const { configuration, name } = block
  return (
    <>
      <CommitText
        label="Command"
        value={textOf(mapOf(configuration.dbt).command)}
        placeholder="run"
        hint="What stands after dbt, such as run, test or build. The file holds its arguments."
        onCommit={(command) => onChange(withDbtKey(configuration, 'command', command), `Change dbt command of ${name}`)}
      />
      <CommitText
        label="dbt project"
        value={textOf(configuration.dbt_project_name)}
        placeholder="dbt/shop"
        onCommit={(project) =>
          onChange(withKey(configuration, 'dbt_project_name', project), `Change dbt project of ${name}`)
        }
      />
    </>
  )
}

/** What dbt does for a block of it, and in which database. */
export const DbtSettings = (props: Props) => {
  const { block, onChange } = props
  const { configuration } = block
  return (
    <>
      {block.language === 'sql' ? <Model {...props} /> : <Command {...props} />}
      <CommitText
        label="Target"
        value={textOf(configuration.dbt_profile_target)}
        placeholder="as profiles.yml says"
        onCommit={(target) =>
          onChange(withKey(configuration, 'dbt_profile_target', target), `Change target of ${block.name}`)
        }
      />
    </>
  )
}
