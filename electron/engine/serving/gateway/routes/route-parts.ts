import type { Logger } from '#engine/engine-events.ts'
import type { FeedbackItem } from '#shared/model/traffic.ts'
import type { Result } from '#shared/result.ts'
import type { PipelineAnswer, PipelineCall } from '../../pipeline-calls.ts'
import type { Recorder } from '../recorder.ts'
import type { ServedModel } from '../served-model.ts'

/** What the addresses of a port need. */
export type RouteParts = {
  /** Models of this port, by name. */
  readonly models: ReadonlyMap<string, ServedModel>
  readonly recorder: Recorder
  readonly logger: Logger
  runPipeline(key: string, call: PipelineCall): Promise<Result<PipelineAnswer>>
  feedback(key: string, items: readonly FeedbackItem[]): Promise<Result<{ matched: number }>>
}
