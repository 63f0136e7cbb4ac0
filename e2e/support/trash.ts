import type { RunningApp } from './app.ts'

/** Lets the system's trash be a folder, as no desktop with a trash is there where specs run. */
export const trashInto = (app: RunningApp, folder: string): Promise<void> =>
  app.electron.evaluate(({ shell }, place) => {
    const { require: load } = Reflect.get(process, 'mainModule') as NodeJS.Module
    const { mkdir, rename } = load('node:fs/promises') as typeof import('node:fs/promises')
    shell.trashItem = async (path) => {
      await mkdir(place, { recursive: true })
      await rename(path, `${place}/${path.split('/').at(-1)}`)
    }
  }, folder)
