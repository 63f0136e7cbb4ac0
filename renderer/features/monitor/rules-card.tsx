import { useState } from 'react'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { MonitorRule, RuleStatus } from '#shared/model/monitoring.ts'
import type { RetrainingSettings } from '#shared/model/retraining.ts'
import { openMonitoringFile, saveMonitoring } from '../../commands/monitor-commands.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ColumnTitles } from '../../ui/column-titles.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { numberOrDash, ruleLooks, ruleText } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'
import { RetrainingForm } from './retraining-form.tsx'
import { RuleForm } from './rule-form.tsx'

type Read = RequestOutput<'monitor.settings'>
type Open = { readonly kind: 'rule'; readonly rule: MonitorRule | null } | { readonly kind: 'retraining' } | null

const cell = 'h-8 px-2 first:pl-4 last:pr-4'

type RowProps = { readonly status: RuleStatus; readonly onEdit: () => void; readonly onDelete: () => void }

const Row = ({ status, onEdit, onDelete }: RowProps) => {
  const { rule, state, value, feature, checkedAt } = status
  const { label, tone } = ruleLooks[state]
  return (
    <tr className="border-subtle border-t">
      <td className={`${cell} max-w-52 truncate text-primary`} title={rule.name}>
        {rule.name}
      </td>
      <td className={cell}>{ruleText(rule)}</td>
      <td className={cell}>{rule.window}</td>
      <td className={cell}>
        {numberOrDash(value)} {feature === null ? '' : `(${feature})`}
      </td>
      <td className={cell}>
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td className={`${cell} text-muted text-xs`}>
        {checkedAt === null ? '—' : <TimeText time={checkedAt} look="age" />}
      </td>
      <td className={`${cell} whitespace-nowrap text-right`}>
        <Button size="sm" variant="ghost" aria-label={`Change ${rule.name}`} onClick={onEdit}>
          Change
        </Button>
        <Button size="sm" variant="ghost" aria-label={`Delete ${rule.name}`} onClick={onDelete}>
          Delete
        </Button>
      </td>
    </tr>
  )
}

const Rules = ({
  read,
  onEdit,
  onDelete,
}: {
  readonly read: Read
  readonly onEdit: (rule: MonitorRule) => void
  readonly onDelete: (rule: MonitorRule) => void
}) => {
  if (read.rules.length === 0)
    return (
      <Nothing>
        No rules. A rule rings when a value is beyond a limit: drift, errors, latency, or how good the answers are.
      </Nothing>
    )
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-secondary text-sm tabular-nums">
        <ColumnTitles cell={cell} titles={['Rule', 'Rings when', 'Over', 'Last value', 'State', 'Looked', '']} />
        <tbody>
          {read.rules.map((status) => (
            <Row
              key={status.rule.name}
              status={status}
              onEdit={() => onEdit(status.rule)}
              onDelete={() => onDelete(status.rule)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Problems = ({ read }: { readonly read: Read }) =>
  read.problems.length === 0 ? null : (
    <ul className="m-0 list-none px-4 pb-2 text-failed text-xs">
      {read.problems.map(({ id, line, message }) => (
        <li key={id}>
          {line === null ? '' : `Line ${line}: `}
          {message}
        </li>
      ))}
    </ul>
  )

/** Rules of a model and how they stand, and what trains it anew; both are lines of `monitoring.yaml`. */
export const RulesCard = ({ modelName, read }: { readonly modelName: string; readonly read: Read }) => {
  const [open, setOpen] = useState<Open>(null)
  const { settings } = read
  const saveRules = (rules: MonitorRule[]) => saveMonitoring(modelName, { ...settings, rules })
  const saveRule = (old: MonitorRule | null, rule: MonitorRule) =>
    saveRules(
      old === null
        ? [...settings.rules, rule]
        : settings.rules.map((known) => (known.name === old.name ? rule : known)),
    )
  const saveRetraining = (retraining: RetrainingSettings | null) =>
    saveMonitoring(modelName, { ...settings, retraining })
  const note = (
    <>
      <Button size="sm" variant="ghost" onClick={() => void openMonitoringFile(read.path)}>
        Open the file
      </Button>
      <Button size="sm" onClick={() => setOpen({ kind: 'retraining' })}>
        Retraining…
      </Button>
      <Button size="sm" onClick={() => setOpen({ kind: 'rule', rule: null })}>
        New rule…
      </Button>
    </>
  )
  return (
    <Card title="Rules and retraining" note={note}>
      <Problems read={read} />
      <Rules
        read={read}
        onEdit={(rule) => setOpen({ kind: 'rule', rule })}
        onDelete={(rule) => void saveRules(settings.rules.filter(({ name }) => name !== rule.name))}
      />
      {open?.kind === 'rule' ? (
        <RuleForm rule={open.rule} onClose={() => setOpen(null)} onSave={(rule) => saveRule(open.rule, rule)} />
      ) : null}
      {open?.kind === 'retraining' ? (
        <RetrainingForm settings={settings.retraining} onClose={() => setOpen(null)} onSave={saveRetraining} />
      ) : null}
    </Card>
  )
}
