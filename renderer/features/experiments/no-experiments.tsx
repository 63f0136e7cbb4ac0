import { FlaskConical } from 'lucide-react'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { ConnectNotebook } from './connect-notebook.tsx'
import { TransferMenu } from './transfer-menu.tsx'

const snippet = `import pipewright

pipewright.log_param('lr', lr)
pipewright.log_metric('loss', loss, step=epoch)

# or MLflow's own client, as it is:
import mlflow
mlflow.autolog()`

/** Nothing was tracked yet: how a block does. */
export const NoExperiments = () => (
  <EmptyState
    icon={<FlaskConical size={24} strokeWidth={1.5} />}
    title="Nothing tracked yet"
    text={
      <>
        <p className="m-0">
          What a block measures appears here while it runs, with nothing to set up. Each pipeline is an experiment.
        </p>
        <pre className="my-3 select-text overflow-x-auto rounded-md border border-subtle bg-panel p-3 text-left font-mono text-primary text-xs">
          {snippet}
        </pre>
      </>
    }
    action={
      <>
        <Button onClick={() => showUi({ page: 'pipelines' })}>Show pipelines</Button>
        <ConnectNotebook />
        <TransferMenu />
      </>
    }
  />
)
