import { useState } from 'react'
import type { Channel, Delivery, NotificationSetup } from '#shared/model/notification.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { testChannel } from '../../commands/notification-commands.ts'
import { copyToClipboard } from '../../commands/project-commands.ts'
import { openRun } from '../../commands/run-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { channelNames, deliveryText, occasionsText, setupExample } from './notification-words.ts'

type ChannelProps = { readonly channel: Channel; readonly pipelineUuid: string | null }

/** Null before a test; then its outcome. */
type Tested = { readonly problem: string | null } | null

const openAndClose = (file: string): void => {
  showDialog(null)
  void openFile(file)
}

const ChannelRow = ({ channel, pipelineUuid }: ChannelProps) => {
  const [tested, setTested] = useState<Tested>(null)
  const [isSending, setSending] = useState(false)
  const test = async () => {
    setSending(true)
    const problem = await testChannel(pipelineUuid, channel.kind)
    setSending(false)
    setTested({ problem })
  }
  const problem = tested?.problem ?? channel.problem
  return (
    <li className="flex items-center gap-3 border-subtle border-t px-3 py-2 first:border-t-0">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className="font-medium text-primary">{channelNames[channel.kind]}</span>
          {tested !== null && tested.problem === null ? <Badge tone="success">sent</Badge> : null}
          <span className="truncate text-muted text-sm">{channel.target}</span>
        </div>
        {problem === null ? null : (
          <div role="alert" className="select-text text-failed text-sm">
            {problem}
          </div>
        )}
      </div>
      <Button size="sm" variant="ghost" onClick={() => openAndClose(channel.file)}>
        Open the file
      </Button>
      <Button size="sm" disabled={isSending || channel.problem !== null} onClick={() => void test()}>
        {isSending ? 'Sending…' : 'Send test'}
      </Button>
    </li>
  )
}

const NoChannels = () => (
  <div className="flex flex-col gap-2 rounded-lg border border-subtle border-dashed p-3 text-sm">
    <p className="m-0 text-secondary">
      Nobody is told yet. Channels are set up in <code className="font-mono">metadata.yaml</code>, of the project or of
      a pipeline, as in Mage:
    </p>
    <pre className="m-0 select-text overflow-x-auto rounded-md bg-raised p-2 font-mono text-primary text-xs">
      {setupExample}
    </pre>
    <div className="flex gap-2">
      <Button size="sm" onClick={() => void copyToClipboard(setupExample)}>
        Copy
      </Button>
      <Button size="sm" onClick={() => openAndClose('metadata.yaml')}>
        Open metadata.yaml
      </Button>
    </div>
  </div>
)

const Setup = ({
  setup,
  pipelineUuid,
}: {
  readonly setup: NotificationSetup
  readonly pipelineUuid: string | null
}) => (
  <section aria-label="Channels" className="flex flex-col gap-2">
    {setup.problems.map((problem) => (
      <p key={problem} role="alert" className="m-0 text-failed text-sm">
        {problem}
      </p>
    ))}
    {setup.channels.length === 0 ? (
      <NoChannels />
    ) : (
      <>
        <p className="m-0 text-secondary text-sm">
          Told: {occasionsText(setup.occasions)}. Of runs only those that triggers and backfills start.
        </p>
        <ul className="m-0 list-none rounded-lg border border-subtle p-0">
          {setup.channels.map((channel) => (
            <ChannelRow key={channel.kind} channel={channel} pipelineUuid={pipelineUuid} />
          ))}
        </ul>
      </>
    )}
  </section>
)

const DeliveryRow = ({ delivery }: { readonly delivery: Delivery }) => {
  const { runId, title, channel, createdAt, state } = delivery
  const show = () => {
    if (runId === null) return
    showDialog(null)
    openRun(runId)
  }
  return (
    <tr className="border-subtle border-t align-top">
      <td className="whitespace-nowrap py-1.5 pr-3 pl-3 text-muted">
        <TimeText time={createdAt} />
      </td>
      <td className="whitespace-nowrap py-1.5 pr-3 text-secondary">{channelNames[channel]}</td>
      <td className="py-1.5 pr-3">
        {runId === null ? (
          title
        ) : (
          <button type="button" className="text-left hover:text-accent-strong hover:underline" onClick={show}>
            {title}
          </button>
        )}
        <div className={state === 'failed' ? 'text-failed text-xs' : 'text-muted text-xs'}>
          {deliveryText(delivery)}
        </div>
      </td>
    </tr>
  )
}

const Deliveries = ({ projectId }: { readonly projectId: string }) => {
  const asked = useRequest('notification.deliveries', { projectId, limit: 50 })
  if (asked.isError) return <ErrorState title="The messages could not be read" message={asked.error.message} />
  if (asked.data === undefined || asked.data.length === 0) return null
  return (
    <section aria-label="Messages" className="flex flex-col gap-2">
      <h3 className="m-0 font-semibold text-md text-primary">Messages</h3>
      <div className="max-h-60 overflow-y-auto rounded-lg border border-subtle">
        <table className="w-full border-collapse text-sm">
          <tbody>
            {asked.data.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Who is told how runs went, a test for each channel, and what was told. */
export const NotificationsDialog = ({ pipelineUuid }: { readonly pipelineUuid: string | null }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const setup = useRequest('notification.setup', projectId === null ? null : { projectId, pipelineUuid })
  const close = () => showDialog(null)
  return (
    <DialogFrame
      title="Notifications"
      description={pipelineUuid === null ? 'Of this project.' : `Of ${pipelineUuid}.`}
      width="lg"
      onClose={close}
      footer={<Button onClick={close}>Close</Button>}
    >
      <div className="flex flex-col gap-4">
        {setup.isError ? (
          <ErrorState title="The channels could not be read" message={setup.error.message} />
        ) : setup.data === undefined ? (
          <SkeletonLines label="Reading the channels" />
        ) : (
          <Setup setup={setup.data} pipelineUuid={pipelineUuid} />
        )}
        {projectId === null ? null : <Deliveries projectId={projectId} />}
      </div>
    </DialogFrame>
  )
}
