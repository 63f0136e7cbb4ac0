import { FlaskConical } from 'lucide-react'
import type { ExperimentSummary } from '#shared/model/tracking.ts'
import { showExperiment } from '../../state/experiments-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatAge, formatPlural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'

const Row = ({ experiment, isShown }: { readonly experiment: ExperimentSummary; readonly isShown: boolean }) => (
  <li>
    <button
      type="button"
      aria-current={isShown}
      className={classNames(
        'flex w-full min-w-0 items-center gap-2.5 border-l-2 py-2 pr-3 pl-2.5 text-left',
        isShown ? 'border-accent bg-hover' : 'border-transparent hover:bg-hover',
      )}
      onClick={() => showExperiment(experiment.id)}
    >
      <FlaskConical size={14} className={classNames('shrink-0', isShown ? 'text-accent' : 'text-muted')} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-primary text-sm" title={experiment.name}>
          {experiment.name}
        </span>
        <span className="block truncate text-muted text-xs">
          {formatPlural(experiment.runs, 'run')}
          {experiment.lastRunAt === null ? '' : ` · ${formatAge(experiment.lastRunAt)}`}
        </span>
      </span>
      {experiment.running > 0 ? (
        <span className="shrink-0 text-running text-xs">{experiment.running} running</span>
      ) : null}
    </button>
  </li>
)

type ListProps = { readonly experiments: readonly ExperimentSummary[]; readonly shownId: string | null }

/** Experiments of the project, the one that changed last first. */
export const ExperimentList = ({ experiments, shownId }: ListProps) => (
  <div className="flex h-full min-h-0 flex-col bg-panel">
    <SectionHeading>Experiments</SectionHeading>
    <ScrollArea label="Experiments">
      <ul className="m-0 list-none p-0">
        {experiments.map((experiment) => (
          <Row key={experiment.id} experiment={experiment} isShown={experiment.id === shownId} />
        ))}
      </ul>
    </ScrollArea>
  </div>
)
