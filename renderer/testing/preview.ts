import { ok } from '#shared/result.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { createMemoryBridge } from './memory-bridge.ts'
import { sampleStart } from './sample-project.ts'

/**
 * The window without an app behind it, for looking at it: `npx vite renderer` and open `/testing/preview.html`. `?welcome` shows no
 * project, `?light` the light theme.
 */
const wanted = new URLSearchParams(location.search)
const settings = { ...sampleStart.settings, theme: wanted.has('light') ? ('light' as const) : ('dark' as const) }
const bridge = createMemoryBridge({
  'system.start': () =>
    ok({ ...sampleStart, settings, projectId: wanted.has('welcome') ? null : sampleStart.projectId }),
})
provideBridge(bridge)
Object.assign(window, { memory: bridge })
await import('../main.tsx')
