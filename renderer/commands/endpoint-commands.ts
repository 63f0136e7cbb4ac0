import type { EndpointAnswer, EndpointSettings, WantedRoute } from '#shared/model/endpoint.ts'
import { askAgain } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import { ask } from './ask.ts'

const again = async (): Promise<void> => {
  for (const request of ['endpoint.status', 'endpoint.list'] as const) await askAgain(request)
}

const handled = { 'not-trusted': () => showDialog({ kind: 'trust', next: null }) } as const

/**
 * Serves these versions of a model, or with null what its settings say; swaps them where it is served already.
 * @returns false where it failed; a dialog says why
 */
export const serveModel = async (
  modelName: string,
  versions: readonly WantedRoute[] | null,
  reason: string | null = null,
): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const wanted = versions === null ? null : [...versions]
  const input = { projectId, modelName, versions: wanted, port: null, workers: null, reason }
  const served = await ask('endpoint.serve', input, { title: `${modelName} could not be served`, handled })
  await again()
  return served !== null
}

/** Lets requests that are at work finish, then stops serving. */
export const stopServing = async (modelName: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('endpoint.stop', { projectId, modelName }, { title: `${modelName} could not be stopped` })
  await again()
}

/** Serves again what was served before the last change. */
export const rollBackEndpoint = async (modelName: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('endpoint.rollBack', { projectId, modelName, reason: null }, { title: 'The endpoint was not rolled back' })
  await again()
}

/** Keeps how a model is served; an endpoint that runs takes it over. */
export const configureEndpoint = async (modelName: string, settings: EndpointSettings): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const title = 'The settings of the endpoint were not kept'
  const saved = await ask('endpoint.configure', { projectId, modelName, settings }, { title })
  await again()
  return saved !== null
}

/** Sends a body to the endpoint as a caller would; null where nobody answered, and a dialog says why. */
export const tryEndpoint = async (modelName: string, body: string): Promise<EndpointAnswer | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  return ask('endpoint.try', { projectId, modelName, body }, { title: 'The endpoint did not answer' })
}

export const copyText = async (text: string): Promise<void> => {
  await bridge().request('system.copyText', { text })
}
