import { lazy, Suspense } from 'react'
import type { DrawDiff } from '../features/models/compare-versions.tsx'
import { ModelPage, type ModelSlots } from '../features/models/model-page.tsx'
import { ModelsList } from '../features/models/models-list.tsx'
import { useUiStore } from '../state/ui-store.ts'
import { SkeletonLines } from '../ui/feedback.tsx'

const TextDiff = lazy(async () => ({ default: (await import('../features/editor/text-diff.tsx')).TextDiff }))

const drawDiff: DrawDiff = (texts) => (
  <Suspense fallback={<SkeletonLines />}>
    <TextDiff {...texts} />
  </Suspense>
)

/** The cards that other features draw of a model; null where there is none yet. */
const slotsOf = (_modelName: string): ModelSlots => ({
  state: null,
  actions: null,
  tryIt: null,
  performance: null,
  drift: null,
  latencies: null,
})

/** All models, or the one that is shown. */
export const ModelsPage = () => {
  const shownModel = useUiStore((state) => state.shownModel)
  if (shownModel === null) return <ModelsList drawState={() => null} />
  return <ModelPage key={shownModel} modelName={shownModel} slots={slotsOf(shownModel)} drawDiff={drawDiff} />
}
