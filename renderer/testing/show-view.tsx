import './browser.ts'
import './measured.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { afterEach } from 'vitest'
import { provideAnswers } from '../bridge/answers.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { createQueryClient } from '../bridge/queries.ts'
import { useProjectStore } from '../state/project-store.ts'
import { resetRuns } from '../state/run-store.ts'
import { useUiStore } from '../state/ui-store.ts'
import { type Answers, createMemoryBridge } from './memory-bridge.ts'

const projectId = '0123456789abcdef'

afterEach(() => {
  cleanup()
  resetRuns()
  useUiStore.setState(useUiStore.getInitialState(), true)
})

/** One part of the window over a bridge in memory, with the sample project open and elements that have a size. */
export const showView = (view: ReactNode, changed: Answers = {}) => {
  const bridge = createMemoryBridge(changed)
  provideBridge(bridge)
  const client = createQueryClient()
  provideAnswers(client)
  useProjectStore.setState({ projectId })
  render(
    <QueryClientProvider client={client}>
      <Tooltip.Provider>{view}</Tooltip.Provider>
    </QueryClientProvider>,
  )
  return { bridge, user: userEvent.setup() }
}
