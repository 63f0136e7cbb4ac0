import type { ReactNode } from 'react'
import type { ModelVersion, SignatureField } from '#shared/model/registry.ts'
import { openRun } from '../../commands/run-commands.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { formatBytes, formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { kindText, typeText } from './model-words.ts'

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="m-0 min-w-0 select-text break-words text-primary">{children}</dd>
  </>
)

const Source = ({ source }: Pick<ModelVersion, 'source'>) => {
  const { runId, pipelineUuid, blockUuid, commit } = source
  const parts = [pipelineUuid, blockUuid].filter((part) => part !== null)
  if (runId === null && parts.length === 0) return 'not recorded'
  return (
    <>
      {parts.join(' / ')}
      {runId === null ? null : (
        <>
          {parts.length === 0 ? null : ', '}
          <button type="button" className="text-accent-strong hover:underline" onClick={() => openRun(runId)}>
            run {runId}
          </button>
        </>
      )}
      {commit === null ? null : (
        <>
          , commit <code className="font-mono text-xs">{commit}</code>
        </>
      )}
    </>
  )
}

const Fields = ({ title, fields }: { readonly title: string; readonly fields: readonly SignatureField[] }) => (
  <div className="min-w-0">
    <h4 className="m-0 mb-1 font-medium text-muted text-xs">{title}</h4>
    <ScrollArea label={title} className="max-h-52">
      <ul className="m-0 list-none p-0">
        {fields.map((field, index) => (
          <li key={field.name ?? `field-${index + 1}`} className="flex gap-3 text-sm">
            <span className="min-w-0 flex-1 truncate text-primary" title={field.name ?? undefined}>
              {field.name ?? (fields.length === 1 ? 'prediction' : index + 1)}
              {field.required ? '' : '?'}
            </span>
            <span className="text-muted">{typeText(field)}</span>
          </li>
        ))}
      </ul>
    </ScrollArea>
  </div>
)

const Pairs = ({ label, pairs }: { readonly label: string; readonly pairs: Readonly<Record<string, string>> }) => (
  <ScrollArea label={label} className="max-h-52">
    <ul className="m-0 list-none p-0">
      {Object.entries(pairs).map(([name, value]) => (
        <li key={name} className="flex gap-3 text-sm">
          <span className="min-w-0 flex-1 truncate text-primary" title={name}>
            {name}
          </span>
          <span className="max-w-[60%] select-text truncate text-muted" title={value}>
            {value}
          </span>
        </li>
      ))}
    </ul>
  </ScrollArea>
)

const Column = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="min-w-0">
    <h4 className="m-0 mb-1 font-medium text-muted text-xs">{title}</h4>
    {children}
  </div>
)

/** Everything known of one version. */
export const VersionFacts = ({ version }: { readonly version: ModelVersion }) => {
  const { signature, environment, params } = version
  const packages = Object.keys(environment.packages).length
  return (
    <Card
      title={`Version ${version.version}`}
      note={version.safe ? null : <Badge tone="warning">runs code when loaded</Badge>}
    >
      <div className="grid grid-cols-1 gap-x-8 gap-y-4 px-4 pb-4 lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <dl className="m-0 grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-1 text-sm">
          {version.description === null ? null : <Fact name="Description">{version.description}</Fact>}
          <Fact name="Made">
            <TimeText time={version.createdAt} />
          </Fact>
          <Fact name="Trained by">
            <Source source={version.source} />
          </Fact>
          <Fact name="Kind">{kindText(version)}</Fact>
          <Fact name="Size">{formatBytes(version.bytes)}</Fact>
          <Fact name="Files">
            <code className="break-all font-mono text-xs">sha256:{version.sha256.slice(0, 16)}…</code>
          </Fact>
          <Fact name="Training data">
            {version.dataFingerprint === null ? (
              'not recorded'
            ) : (
              <code className="break-all font-mono text-xs">{version.dataFingerprint.slice(0, 23)}…</code>
            )}
            {version.hasProfile ? ', with a profile' : ', without a profile'}
          </Fact>
          <Fact name="Environment">
            Python {environment.python ?? 'not recorded'}, {formatPlural(packages, 'package')}
          </Fact>
        </dl>
        {signature === null ? (
          <Column title="Signature">
            <p className="m-0 text-muted text-sm">Not recorded. Give log_model training_data or an input_example.</p>
          </Column>
        ) : (
          <div className="flex min-w-0 flex-col gap-3">
            <Fields title="Inputs" fields={signature.inputs} />
            {signature.outputs === null ? null : <Fields title="Outputs" fields={signature.outputs} />}
          </div>
        )}
        <div className="flex min-w-0 flex-col gap-3">
          <Column title="Parameters">
            {Object.keys(params).length === 0 ? (
              <p className="m-0 text-muted text-sm">None.</p>
            ) : (
              <Pairs label="Parameters" pairs={params} />
            )}
          </Column>
          {Object.keys(version.tags).length === 0 ? null : (
            <Column title="Tags">
              <Pairs label="Tags" pairs={version.tags} />
            </Column>
          )}
        </div>
      </div>
    </Card>
  )
}
