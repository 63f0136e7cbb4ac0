import type { ReactNode } from 'react'
import type { Settings } from '#shared/model/settings.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { updateSettings } from '../../commands/view-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { SkeletonLines } from '../../ui/feedback.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/toggle.tsx'
import { KeysTable } from './keys-table.tsx'
import { NumberSetting } from './number-setting.tsx'

const Card = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="rounded-lg border border-subtle bg-panel">
    <h3 className="m-0 px-4 pt-3 pb-1 font-semibold text-md text-primary">{title}</h3>
    <div className="flex flex-col gap-4 px-4 pt-2 pb-4">{children}</div>
  </section>
)

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const

const Appearance = ({ settings }: { readonly settings: Settings }) => (
  <Card title="Appearance">
    <Field label="Theme">
      {() => (
        <Select
          label="Theme"
          className="w-48"
          value={settings.theme}
          options={themes}
          onChange={(theme) => void updateSettings({ theme })}
        />
      )}
    </Field>
    <NumberSetting
      label="Editor font size"
      value={settings.editorFontSize}
      min={8}
      max={32}
      unit="px"
      onChange={(editorFontSize) => editorFontSize !== null && void updateSettings({ editorFontSize })}
    />
    <Switch
      label="Wrap long lines in the editor"
      checked={settings.wordWrap}
      onChange={(wordWrap) => void updateSettings({ wordWrap })}
    />
  </Card>
)

const Running = ({ settings }: { readonly settings: Settings }) => (
  <Card title="Running">
    <NumberSetting
      label="Blocks that run at the same time"
      value={settings.maxParallelBlocks}
      min={1}
      max={256}
      optional
      placeholder="cores"
      hint="Empty: as many as this machine has cores."
      onChange={(maxParallelBlocks) => void updateSettings({ maxParallelBlocks })}
    />
    <NumberSetting
      label="Port of API triggers"
      value={settings.apiPort}
      min={1024}
      max={65_535}
      hint="On this computer only, and only while an API trigger is on. 6789 is Mage's own."
      onChange={(apiPort) => apiPort !== null && void updateSettings({ apiPort })}
    />
    <Switch
      label="Keep an interpreter warm"
      hint="The first line of a block runs at once; costs the memory of one idle Python."
      checked={settings.warmInterpreter}
      onChange={(warmInterpreter) => void updateSettings({ warmInterpreter })}
    />
    <Switch
      label="Keep the variables of failed blocks"
      hint="In .pipewright of the project, readable by you alone, until the run is deleted. A failure then opens as it was."
      checked={settings.keepFailures}
      onChange={(keepFailures) => void updateSettings({ keepFailures })}
    />
    <Switch
      label="Ask before closing while something runs"
      checked={settings.confirmCloseWhileRunning}
      onChange={(confirmCloseWhileRunning) => void updateSettings({ confirmCloseWhileRunning })}
    />
  </Card>
)

const noticeOptions = [
  { value: 'failures', label: 'When a run fails' },
  { value: 'always', label: 'When a run ends' },
  { value: 'never', label: 'Never' },
] as const

const InTheBackground = ({ settings }: { readonly settings: Settings }) => (
  <Card title="In the background">
    <Field label="The system tells you" hint="While you look at something else than the window of the project.">
      {() => (
        <Select
          label="The system tells you"
          className="w-48"
          value={settings.notifyOfRuns}
          options={noticeOptions}
          onChange={(notifyOfRuns) => void updateSettings({ notifyOfRuns })}
        />
      )}
    </Field>
    <Switch
      label="Stay in the tray when a window is closed"
      hint="Triggers go on; Quit Pipewright in the tray ends them."
      checked={settings.keepInTray}
      onChange={(keepInTray) => void updateSettings({ keepInTray })}
    />
    <Switch
      label="Start at login"
      hint="Hidden, with the project opened last, so that its triggers fire."
      checked={settings.startAtLogin}
      onChange={(startAtLogin) => void updateSettings({ startAtLogin })}
    />
  </Card>
)

const EnvironmentCard = () => {
  const project = useProject()
  const { data } = useRequest('environment.get', project?.trusted === true ? { projectId: project.id } : null)
  if (project === undefined) return null
  return (
    <Card title={`Environment of ${project.name}`}>
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1 text-sm">
          <div className="text-primary">
            {project.trusted
              ? (data?.interpreter?.label ?? 'No interpreter')
              : 'Not known until you trust this project'}
          </div>
          <div className="select-text truncate font-mono text-muted text-xs">{data?.interpreter?.path}</div>
        </div>
        {project.trusted ? (
          <Button onClick={() => showDialog({ kind: 'choose-interpreter' })}>Choose interpreter…</Button>
        ) : (
          <Button onClick={() => showDialog({ kind: 'trust', next: null })}>Trust…</Button>
        )}
      </div>
    </Card>
  )
}

const About = ({ version }: { readonly version: string }) => (
  <Card title="About">
    <dl className="m-0 grid grid-cols-[120px_1fr] gap-y-1 text-sm">
      <dt className="text-muted">Version</dt>
      <dd className="m-0 select-text text-primary">Pipewright {version}</dd>
      <dt className="text-muted">Licence</dt>
      <dd className="m-0 text-primary">Apache-2.0</dd>
    </dl>
  </Card>
)

/** Settings of this machine, the project's environment, keys, about. Every change is saved at once. */
export const SettingsPage = () => {
  const start = useProjectStore((state) => state.start)
  if (start === null) return <SkeletonLines />
  return (
    <div className="h-full overflow-auto bg-canvas">
      <div className="mx-auto flex max-w-176 flex-col gap-4 px-6 py-6">
        <h2 className="m-0 font-semibold text-xl">Settings</h2>
        <Appearance settings={start.settings} />
        <Running settings={start.settings} />
        <InTheBackground settings={start.settings} />
        <EnvironmentCard />
        <KeysTable />
        <About version={start.version} />
      </div>
    </div>
  )
}
