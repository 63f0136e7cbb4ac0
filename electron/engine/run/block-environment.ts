import { stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { markVariable } from './process-marks.ts'

/** Variables that steer our own process and would steer the user's in a way nobody asked for. */
const ownVariables = /^(ELECTRON_|NODE_OPTIONS$|NODE_ENV$|PIPEWRIGHT_|VITEST|PYTHONHOME$)/

const hostEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || ownVariables.test(name) ? [] : [[name, value]],
    ),
  )

/** Folder of the virtual environment an interpreter belongs to; null for one that belongs to none. */
const virtualEnvironment = async (interpreter: string): Promise<string | null> => {
  const folder = dirname(dirname(interpreter))
  try {
    await stat(join(folder, 'pyvenv.cfg'))
    return folder
  } catch {
    return null
  }
}

/** What all block processes of a project in one interpreter have in common: as in a shell where its environment is active. */
export const projectEnvironment = async (interpreter: string): Promise<Record<string, string>> => {
  const environment = hostEnvironment()
  const folder = await virtualEnvironment(interpreter)
  // Windows says `Path`; another `PATH` beside it would win or lose by chance.
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const paths = [dirname(interpreter), ...(environment[pathName] ?? '').split(delimiter)]
  return {
    ...environment,
    [pathName]: [...new Set(paths)].filter((path) => path !== '').join(delimiter),
    ...(folder === null ? {} : { VIRTUAL_ENV: folder }),
    PYTHONIOENCODING: 'utf-8',
  }
}

/** The mark of a block run on its processes. */
export const markEnvironment = (projectId: string, id: string): Record<string, string> => ({
  [markVariable]: `${projectId}:${id}`,
})
