import { ArrowLeftRight, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ModelComparison, ModelVersion } from '#shared/model/registry.ts'
import { useRequest } from '../../bridge/queries.ts'
import { compareVersions } from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'
import { metricText } from './model-words.ts'

/** Draws two texts side by side. */
export type DrawDiff = (texts: { readonly left: string; readonly right: string; readonly path: string }) => ReactNode

type Row = { readonly name: string; readonly left: string | number | null; readonly right: string | number | null }

const cell = 'px-4 py-1 align-top'

const shownValue = (value: string | number | null): string =>
  value === null ? '—' : typeof value === 'number' ? metricText(value) : value

const change = ({ left, right }: Row): string => {
  if (typeof left !== 'number' || typeof right !== 'number' || left === right) return ''
  return `${right > left ? '+' : '−'}${metricText(Math.abs(right - left))}`
}

type PairsProps = { readonly title: string; readonly rows: readonly Row[]; readonly onlyDifferent: boolean }

const Pairs = ({ title, rows, onlyDifferent }: PairsProps) => {
  const different = rows.filter(({ left, right }) => left !== right)
  const shown = onlyDifferent ? different : rows
  const note = different.length === 0 ? 'no difference' : formatPlural(different.length, 'difference')
  if (rows.length === 0) return null
  return (
    <Card title={title} note={note}>
      {shown.length === 0 ? null : (
        <ScrollArea label={`${title} of both`} className="max-h-96 pb-2">
          <table className="w-full table-fixed border-collapse text-secondary text-sm">
            <tbody>
              {shown.map((row) => (
                <tr key={row.name} className="border-subtle border-t">
                  <th className={classNames(cell, 'w-1/4 break-words text-left font-normal text-muted')}>{row.name}</th>
                  <td className={classNames(cell, 'select-text break-words tabular-nums')}>{shownValue(row.left)}</td>
                  <td
                    className={classNames(
                      cell,
                      'select-text break-words tabular-nums',
                      row.left === row.right ? '' : 'font-medium text-primary',
                    )}
                  >
                    {shownValue(row.right)} <span className="text-muted text-xs">{change(row)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </Card>
  )
}

const Code = ({ code, drawDiff }: { readonly code: ModelComparison['code']; readonly drawDiff: DrawDiff }) => {
  const [path, setPath] = useState<string | null>(code.files[0]?.path ?? null)
  const file = code.files.find((candidate) => candidate.path === path)
  const note = code.missing === null && code.files.length === 0 ? 'no difference' : undefined
  return (
    <Card title="Code" note={note}>
      {code.missing === null ? null : <p className="m-0 px-4 pb-3 text-muted text-sm">{code.missing}</p>}
      {code.files.length === 0 ? null : (
        <div className="flex flex-wrap gap-2 px-4 pb-2">
          <Select
            label="File"
            value={path ?? ''}
            options={code.files.map((known) => ({ value: known.path, label: known.path }))}
            onChange={setPath}
          />
        </div>
      )}
      {file === undefined ? null : (
        <div className="h-96 border-subtle border-t">
          {drawDiff({ left: file.left ?? '', right: file.right ?? '', path: file.path })}
        </div>
      )}
    </Card>
  )
}

type CompareProps = {
  readonly modelName: string
  readonly versions: readonly ModelVersion[]
  readonly pair: readonly [number, number]
  readonly drawDiff: DrawDiff
}

const Heading = ({ versions, pair, modelName }: Omit<CompareProps, 'drawDiff'>) => {
  const [left, right] = pair
  const options = versions.map(({ version }) => ({ value: String(version), label: `v${version}` }))
  return (
    <>
      <h2 className="m-0 truncate font-semibold text-primary text-xl" title={modelName}>
        {modelName}
      </h2>
      <Select
        label="Left version"
        value={String(left)}
        options={options}
        onChange={(value) => compareVersions([Number(value), right])}
      />
      <IconButton label="Swap sides" onClick={() => compareVersions([right, left])}>
        <ArrowLeftRight size={14} />
      </IconButton>
      <Select
        label="Right version"
        value={String(right)}
        options={options}
        onChange={(value) => compareVersions([left, Number(value)])}
      />
    </>
  )
}

/** Two versions of a model side by side: metrics, parameters, signature, training data, environment, code. */
export const CompareVersions = ({ modelName, versions, pair, drawDiff }: CompareProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const [onlyDifferent, setOnlyDifferent] = useState(true)
  const [left, right] = pair
  const input = projectId === null ? null : { projectId, name: modelName, left, right }
  const { data, error } = useRequest('model.compare', input)
  return (
    <div className="h-full overflow-auto bg-canvas p-6">
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Heading modelName={modelName} versions={versions} pair={pair} />
        <span className="flex-1" />
        <Switch label="Only differences" checked={onlyDifferent} onChange={setOnlyDifferent} />
        <Button icon={<X size={13} />} onClick={() => compareVersions(null)}>
          Close comparison
        </Button>
      </div>
      {error !== null ? <ErrorState title="The versions could not be compared" message={error.message} /> : null}
      {data === undefined && error === null ? <SkeletonLines label="Comparing the versions" /> : null}
      {data === undefined ? null : (
        <div className="flex flex-col gap-4">
          <Pairs title="Metrics" rows={data.metrics} onlyDifferent={false} />
          <Pairs title="Parameters" rows={data.params} onlyDifferent={onlyDifferent} />
          <Pairs title="Signature" rows={data.signature} onlyDifferent={onlyDifferent} />
          <Pairs title="Training data" rows={data.data} onlyDifferent={onlyDifferent} />
          <Pairs title="Environment" rows={data.packages} onlyDifferent={onlyDifferent} />
          <Code key={`${left}-${right}`} code={data.code} drawDiff={drawDiff} />
        </div>
      )}
    </div>
  )
}
