import type { Bridge } from '#shared/contract/bridge.ts'
import { type EventName, type EventPayload, events } from '#shared/contract/events.ts'
import { type RequestInput, type RequestName, type RequestOutput, requests } from '#shared/contract/requests.ts'
import { fail, type Result } from '#shared/result.ts'
import { createSampleAnswers } from './sample-answers.ts'

/** One function per request; an absent one answers `unsupported`. */
export type Answers = {
  [Name in RequestName]?: (
    input: RequestInput<Name>,
  ) => Result<RequestOutput<Name>> | Promise<Result<RequestOutput<Name>>>
}

export type MemoryBridge = Bridge & {
  /** Tells the window a fact, as main would. */
  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  /** What the window asked for under a name, oldest first. */
  asked<Name extends RequestName>(name: Name): readonly RequestInput<Name>[]
}

type Listener = (payload: never) => void

/**
 * A bridge without an app behind it: answers from memory, about the project of the pictures. What goes in and comes out is checked by
 * the contract, so a test cannot pass on an answer the app would never give.
 * @param changed answers that differ from the sample's
 */
export const createMemoryBridge = (changed: Answers = {}): MemoryBridge => {
  const answers: Answers = { ...createSampleAnswers(), ...changed }
  const listeners = new Map<string, Set<Listener>>()
  const log: { readonly name: string; readonly input: unknown }[] = []

  const request = async <Name extends RequestName>(
    name: Name,
    input: RequestInput<Name>,
  ): Promise<Result<RequestOutput<Name>>> => {
    const checked = requests[name].input.parse(input) as RequestInput<Name>
    log.push({ name, input: checked })
    const answer = answers[name]
    if (answer === undefined) return fail('unsupported', `${name} is not part of this sample.`)
    const result = await answer(checked)
    return result.ok ? { ok: true, value: requests[name].output.parse(result.value) as RequestOutput<Name> } : result
  }

  const subscribe = <Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void) => {
    const known = listeners.get(name) ?? new Set<Listener>()
    listeners.set(name, known.add(listener as Listener))
    return () => void known.delete(listener as Listener)
  }

  return {
    request,
    subscribe,
    pathForFile: (file) => (file instanceof File ? `/dropped/${file.name}` : ''),
    emit: (name, payload) => {
      const checked = events[name].parse(payload)
      for (const listener of listeners.get(name) ?? []) listener(checked as never)
    },
    asked: <Name extends RequestName>(name: Name) =>
      log.filter((entry) => entry.name === name).map((entry) => entry.input as RequestInput<Name>),
  }
}
