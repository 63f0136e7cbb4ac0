import { ChevronLeft, MoreHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ModelSummary, ModelVersion } from '#shared/model/registry.ts'
import { useRequest } from '../../bridge/queries.ts'
import { compareVersions, openModel, openModelCard } from '../../commands/model-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog, useUiStore } from '../../state/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { DropdownMenu } from '../../ui/menu.tsx'
import { ChangesCard } from './changes-card.tsx'
import { CompareVersions, type DrawDiff } from './compare-versions.tsx'
import { ModelCard } from './model-card.tsx'
import { VersionFacts } from './version-facts.tsx'
import { VersionsCard } from './versions-card.tsx'

/** What other features show of a model; each draws its own empty state. */
export type ModelSlots = {
  /** Beside the name: whether and where it is served. */
  readonly state: ReactNode
  /** Right of the buttons of the page: what serves it. */
  readonly actions: ReactNode
  /** Right of the versions. */
  readonly tryIt: ReactNode
  /** Below the versions: what answers with which share. */
  readonly endpoint: ReactNode
  /** Below them, wide and narrow. */
  readonly performance: ReactNode
  readonly drift: ReactNode
  /** Milliseconds p50 by version, where an endpoint told any. */
  readonly latencies: Readonly<Record<number, number>> | null
}

type HeaderProps = {
  readonly model: ModelSummary
  readonly versions: readonly ModelVersion[]
  readonly shown: ModelVersion | null
  readonly slots: ModelSlots
}

/** The two versions that are of interest: the champion and the newest other one. */
const pairOf = (model: ModelSummary, versions: readonly ModelVersion[]): readonly [number, number] | null => {
  const newest = versions.find(({ version }) => version !== model.champion)?.version ?? null
  const base = model.champion ?? versions.find(({ version }) => version !== newest)?.version ?? null
  return newest === null || base === null ? null : [Math.min(base, newest), Math.max(base, newest)]
}

const Header = ({ model, versions, shown, slots }: HeaderProps) => {
  const { name } = model
  const pair = pairOf(model, versions)
  const packaged = shown?.version ?? model.champion ?? model.newest
  return (
    <div className="mb-5 flex flex-wrap items-center gap-3">
      <IconButton label="All models" onClick={() => openModel(null)}>
        <ChevronLeft size={16} />
      </IconButton>
      <h2 className="m-0 min-w-0 truncate font-semibold text-primary text-xl" title={name}>
        {name}
      </h2>
      {slots.state}
      <span className="flex-1" />
      <Button disabled={pair === null} onClick={() => compareVersions(pair)}>
        Compare versions
      </Button>
      <Button
        disabled={packaged === null}
        onClick={() =>
          packaged === null ? undefined : showDialog({ kind: 'package-version', name, version: packaged })
        }
      >
        Package…
      </Button>
      {slots.actions}
      <DropdownMenu
        align="end"
        entries={[
          { label: 'Edit the model card', onSelect: () => void openModelCard(name) },
          { label: 'Roll back the champion…', onSelect: () => showDialog({ kind: 'roll-back-model', name }) },
          { kind: 'separator' },
          { label: 'Delete model…', danger: true, onSelect: () => showDialog({ kind: 'delete-model', name }) },
        ]}
      >
        <IconButton label={`Actions of ${name}`}>
          <MoreHorizontal size={15} />
        </IconButton>
      </DropdownMenu>
    </div>
  )
}

type ModelPageProps = { readonly modelName: string; readonly slots: ModelSlots; readonly drawDiff: DrawDiff }

/** Two columns of cards, each as long as it is; one below the other in a small window. */
const Columns = ({ left, right }: { readonly left: ReactNode; readonly right: ReactNode }) => (
  <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(280px,350px)]">
    <div className="flex min-w-0 flex-col gap-4">{left}</div>
    <div className="flex min-w-0 flex-col gap-4">{right}</div>
  </div>
)

/** One model: its versions, how they serve, how they do, what happened to them. */
export const ModelPage = ({ modelName, slots, drawDiff }: ModelPageProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const pair = useUiStore((state) => state.comparedVersions)
  const [chosen, setChosen] = useState<number | null>(null)
  const { data, error } = useRequest('model.get', projectId === null ? null : { projectId, name: modelName })
  if (error !== null)
    return (
      <ErrorState
        title="The model could not be read"
        message={error.message}
        action={<Button onClick={() => openModel(null)}>Show all models</Button>}
      />
    )
  if (data === undefined) return <SkeletonLines label="Reading the model" />
  const { model, versions } = data
  if (pair !== null)
    return <CompareVersions modelName={modelName} versions={versions} pair={pair} drawDiff={drawDiff} />
  const find = (number: number | null) => versions.find(({ version }) => version === number)
  const shown = find(chosen) ?? find(model.champion) ?? versions[0] ?? null
  return (
    <div className="h-full overflow-auto bg-canvas p-6">
      <Header model={model} versions={versions} shown={shown} slots={slots} />
      <div className="flex flex-col gap-4">
        <Columns
          left={
            <>
              <VersionsCard
                model={model}
                versions={versions}
                shownVersion={shown?.version ?? null}
                latencies={slots.latencies}
                onShow={setChosen}
              />
              {slots.endpoint}
              {slots.performance}
            </>
          }
          right={
            <>
              {slots.tryIt}
              {slots.drift}
            </>
          }
        />
        {shown === null ? null : <VersionFacts version={shown} />}
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <ModelCard modelName={modelName} />
          <ChangesCard modelName={modelName} />
        </div>
      </div>
    </div>
  )
}
