import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '#shared/contract/bridge.ts'
import { eventChannel, requestChannel } from './ipc/channels.ts'

ipcRenderer.setMaxListeners(0)

const bridge = {
  request: (name: unknown, input: unknown) => ipcRenderer.invoke(requestChannel, name, input),
  subscribe: (name: unknown, listener: (payload: unknown) => void) => {
    const heard = (_event: unknown, heardName: unknown, payload: unknown) => {
      if (heardName === name) listener(payload)
    }
    ipcRenderer.on(eventChannel, heard)
    return () => void ipcRenderer.off(eventChannel, heard)
  },
  // Before Electron 32 a dropped file carried its path itself.
  pathForFile: (file: File & { path?: string }) => webUtils?.getPathForFile(file) ?? file.path ?? '',
}

contextBridge.exposeInMainWorld('bridge', bridge as Bridge)
