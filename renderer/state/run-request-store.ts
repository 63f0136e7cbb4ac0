import { create } from 'zustand'
import type { JsonMap } from '#shared/model/json.ts'
import type { RunScope } from '#shared/model/run.ts'

/** A run the user asked for. */
export type RunRequest = { readonly pipelineUuid: string; readonly scope: RunScope; readonly variables: JsonMap }

/** The run that waits for an answer of the user: trust the folder, make the environment. */
export const useRunRequestStore = create<{ readonly waiting: RunRequest | null }>()(() => ({ waiting: null }))
