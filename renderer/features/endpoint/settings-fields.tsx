import { type ReactNode, useState } from 'react'
import type { EndpointSettings } from '#shared/model/endpoint.ts'
import { NumberField, TextField } from '../../ui/field.tsx'
import { Switch } from '../../ui/toggle.tsx'

type FieldsProps = {
  readonly settings: EndpointSettings
  readonly change: (changes: Partial<EndpointSettings>) => void
}

const Group = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="flex flex-col gap-3">
    <h3 className="m-0 font-semibold text-primary text-sm">{title}</h3>
    {children}
  </section>
)

const Line = ({ children }: { readonly children: ReactNode }) => (
  <div className="flex flex-wrap gap-x-5 gap-y-3">{children}</div>
)

const loopback = '127.0.0.1'
const everywhere = '0.0.0.0'

/** Where it listens, and with how many workers. */
export const ServerFields = ({ settings, change }: FieldsProps) => {
  const isOpen = settings.host !== loopback
  return (
    <Group title="Server">
      <Line>
        <NumberField
          label="Port"
          value={settings.port}
          min={1}
          max={65_535}
          onChange={(port) => change(port === null ? {} : { port })}
        />
        <NumberField
          label="Workers"
          value={settings.workers}
          min={1}
          max={64}
          onChange={(workers) => change(workers === null ? {} : { workers })}
        />
        <NumberField
          label="Keep earlier versions"
          value={settings.keepWarmMinutes}
          min={0}
          max={1440}
          unit="minutes"
          onChange={(keepWarmMinutes) => change(keepWarmMinutes === null ? {} : { keepWarmMinutes })}
        />
      </Line>
      <Switch
        label="Reachable from other computers"
        hint={isOpen ? `Listens on ${settings.host}. Callers need the token.` : 'Off: only this computer can call.'}
        checked={isOpen}
        onChange={(on) => change({ host: on ? everywhere : loopback })}
      />
      <Switch
        label="Callers need the token"
        hint="Always so when other computers can reach it."
        checked={isOpen || settings.token === 'on'}
        disabled={isOpen}
        onChange={(on) => change({ token: on ? 'on' : 'auto' })}
      />
      <TextField
        label="Own predict"
        value={settings.predict ?? ''}
        placeholder="custom/churn_api.py"
        hint="File of the project with def predict(model, rows, **kwargs), for work before and after the model."
        onChange={(path) => change({ predict: path.trim() === '' ? null : path.trim() })}
      />
    </Group>
  )
}

/** What a request may be, and how many at once. */
export const RequestFields = ({ settings, change }: FieldsProps) => {
  const { limits, batching } = settings
  const limit = (changes: Partial<EndpointSettings['limits']>) => change({ limits: { ...limits, ...changes } })
  const batch = (changes: Partial<EndpointSettings['batching']>) => change({ batching: { ...batching, ...changes } })
  return (
    <Group title="Requests">
      <Line>
        <NumberField
          label="Time-out"
          value={limits.timeoutSeconds}
          min={0.05}
          max={3600}
          step={0.05}
          unit="seconds"
          onChange={(value) => limit(value === null ? {} : { timeoutSeconds: value })}
        />
        <NumberField
          label="Largest body"
          value={limits.bodyMb}
          min={0.001}
          max={1024}
          step={0.001}
          unit="MB"
          onChange={(value) => limit(value === null ? {} : { bodyMb: value })}
        />
        <NumberField
          label="Waiting at most"
          value={limits.queue}
          min={1}
          max={100_000}
          unit="requests"
          onChange={(value) => limit(value === null ? {} : { queue: value })}
        />
        <NumberField
          label="Rows together"
          value={batching.maxRows}
          min={1}
          max={10_000}
          hint="Most rows in one call of the model."
          onChange={(value) => batch(value === null ? {} : { maxRows: value })}
        />
        <NumberField
          label="Wait for company"
          value={batching.maxWaitMs}
          min={0}
          max={1000}
          unit="ms"
          hint="Only while workers are busy."
          onChange={(value) => batch(value === null ? {} : { maxWaitMs: value })}
        />
      </Line>
    </Group>
  )
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** What is kept of the traffic, for monitoring. */
export const RecordingFields = ({ settings, change }: FieldsProps) => {
  const { recording } = settings
  const [leaveOut, setLeaveOut] = useState(recording.leaveOut.join(', '))
  const record = (changes: Partial<EndpointSettings['recording']>) =>
    change({ recording: { ...recording, ...changes } })
  return (
    <Group title="Recording">
      <Switch
        label="Record the traffic"
        hint="On this computer, for monitoring: times, versions, predictions."
        checked={recording.enabled}
        onChange={(enabled) => record({ enabled })}
      />
      <Switch
        label="Keep the inputs"
        hint="Drift is found by them."
        checked={recording.features}
        disabled={!recording.enabled}
        onChange={(features) => record({ features })}
      />
      <Line>
        <NumberField
          label="Keep inputs and predictions of"
          value={Math.round(recording.sample * 1000) / 10}
          min={0}
          max={100}
          step={0.1}
          unit="% of the requests"
          disabled={!recording.enabled}
          onChange={(value) => record(value === null ? {} : { sample: Math.min(100, Math.max(0, value)) / 100 })}
        />
      </Line>
      <TextField
        label="Columns never kept"
        value={leaveOut}
        placeholder="name, email"
        hint="Personal data, separated by commas."
        disabled={!recording.enabled}
        onChange={(text) => {
          setLeaveOut(text)
          record({ leaveOut: listOf(text) })
        }}
      />
    </Group>
  )
}
