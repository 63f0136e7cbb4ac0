import { lazy, Suspense } from 'react'
import { EndpointActions } from '../features/endpoint/endpoint-actions.tsx'
import { EndpointCard } from '../features/endpoint/endpoint-card.tsx'
import { EndpointPill } from '../features/endpoint/endpoint-pill.tsx'
import { TryItCard } from '../features/endpoint/try-it-card.tsx'
import { useLatencies } from '../features/endpoint/use-latencies.ts'
import type { DrawDiff } from '../features/models/compare-versions.tsx'
import { ModelPage, type ModelSlots } from '../features/models/model-page.tsx'
import { ModelsList } from '../features/models/models-list.tsx'
import { FeatureDriftCard, LivePerformanceCard } from '../features/monitor/model-cards.tsx'
import { useUiStore } from '../state/ui-store.ts'
import { SkeletonLines } from '../ui/feedback.tsx'

const TextDiff = lazy(async () => ({ default: (await import('../features/editor/text-diff.tsx')).TextDiff }))

const drawDiff: DrawDiff = (texts) => (
  <Suspense fallback={<SkeletonLines />}>
    <TextDiff {...texts} />
  </Suspense>
)

/** The cards that other features draw of a model; null where there is none yet. */
const slotsOf = (modelName: string, latencies: ModelSlots['latencies']): ModelSlots => ({
  state: <EndpointPill modelName={modelName} />,
  actions: <EndpointActions modelName={modelName} />,
  tryIt: <TryItCard key="try-it" modelName={modelName} />,
  endpoint: <EndpointCard modelName={modelName} />,
  performance: <LivePerformanceCard modelName={modelName} />,
  drift: <FeatureDriftCard modelName={modelName} />,
  latencies,
})

const ShownModel = ({ modelName }: { readonly modelName: string }) => (
  <ModelPage modelName={modelName} slots={slotsOf(modelName, useLatencies(modelName))} drawDiff={drawDiff} />
)

/** All models, or the one that is shown. */
export const ModelsPage = () => {
  const shownModel = useUiStore((state) => state.shownModel)
  if (shownModel === null) return <ModelsList drawState={(name) => <EndpointPill modelName={name} />} />
  return <ShownModel key={shownModel} modelName={shownModel} />
}
