import './browser.ts'
import { cleanup, render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach } from 'vitest'
import { App } from '../app.tsx'
import { provideAnswers } from '../bridge/answers.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { createQueryClient } from '../bridge/queries.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { useEditorStore } from '../state/editor-store.ts'
import { useEnvironmentStore } from '../state/environment-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { useRunRequestStore } from '../state/run-request-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { useUiStore } from '../state/ui-store.ts'
import { type Answers, createMemoryBridge, type MemoryBridge } from './memory-bridge.ts'

type Resettable = { readonly setState: (state: never, replace: true) => void; readonly getInitialState: () => unknown }

const stores: readonly Resettable[] = [
  useArrangementStore,
  useEditorStore,
  useEnvironmentStore,
  useProjectStore,
  useRunRequestStore,
  useRunStore,
  useUiStore,
]

afterEach(() => {
  cleanup()
  for (const store of stores) store.setState(store.getInitialState() as never, true)
})

/** The whole window over a bridge in memory, in its first state. */
export const showApp = (
  changed: Answers = {},
): { readonly bridge: MemoryBridge; readonly user: ReturnType<typeof userEvent.setup> } => {
  const bridge = createMemoryBridge(changed)
  provideBridge(bridge)
  const client = createQueryClient()
  provideAnswers(client)
  render(<App client={client} />)
  return { bridge, user: userEvent.setup() }
}
