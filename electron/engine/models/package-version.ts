import { readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { isRawMap } from '#engine/pipelines/read-values.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import { writeFailure } from '#engine/project/file-errors.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { temporaryFileName } from '#engine/project/project-folders.ts'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import type { PackageForm } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { ModelsDependencies } from './models-dependencies.ts'
import { resolveModel } from './resolve-model.ts'

export type PackagePlace = {
  readonly project: OpenProject
  readonly interpreterFor: ModelsDependencies['interpreterFor']
  readonly resourcesDirectory: string
}

export type PackageWish = {
  readonly name: string
  readonly version: number
  readonly form: PackageForm
  /** Absolute; the package becomes a new folder in it. */
  readonly into: string
}

type Written = { readonly directory: string; readonly start: string; readonly test: string }

const answerSchema = z.union([z.object({ start: z.string(), test: z.string() }), z.object({ error: z.string() })])

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** What the packager needs to know; it loads the model, so it runs in the project's environment. */
const toldOf = async (place: PackagePlace, wish: PackageWish, target: string) => {
  const found = await resolveModel(place.project.path, `${wish.name}/${wish.version}`)
  if (!found.ok) return found
  const { directory, profilePath, info } = found.value
  const mlmodel = loadYaml(await readFile(join(directory, 'MLmodel'), 'utf8'))
  return ok({
    form: wish.form,
    target,
    files: directory,
    mlmodel: mlmodel.ok && isRawMap(mlmodel.value) ? mlmodel.value : {},
    signature: info.signature,
    profile: profilePath,
    name: wish.name,
    version: wish.version,
    packages: info.environment.packages,
    python: info.environment.python,
    templates: join(place.resourcesDirectory, 'templates', 'packages'),
  })
}

const runPackager = async (place: PackagePlace, told: object): Promise<Result<{ start: string; test: string }>> => {
  const interpreter = await place.interpreterFor(place.project)
  if (!interpreter.ok) return interpreter
  const done = await execa(interpreter.value.path, ['-m', 'pipewright.packaging'], {
    cwd: place.project.path,
    input: JSON.stringify(told),
    env: {
      ...(await projectEnvironment(interpreter.value.path)),
      PYTHONPATH: join(place.resourcesDirectory, 'python'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    extendEnv: false,
    reject: false,
  })
  const answer = answerSchema.safeParse(parsed(done.stdout))
  if (!answer.success) {
    const words = done.stderr.trim().split('\n').at(-1) ?? ''
    return fail('internal', `Expected the package to be written, but Python ended with: ${words}. Please report it.`)
  }
  return 'error' in answer.data ? fail('unsupported', answer.data.error) : ok(answer.data)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Writes a version as a folder that runs without Pipewright; whole, or not at all. */
export const packageVersion = async (place: PackagePlace, wish: PackageWish): Promise<Result<Written>> => {
  const safe = wish.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
  const directory = join(wish.into, `${safe}-${wish.version}-${wish.form}`)
  if (!(await exists(wish.into)))
    return fail('not-found', `Expected a folder to write into, but there is none at ${wish.into}. Choose another.`)
  if (await exists(directory))
    return fail('already-exists', `There is a ${basename(directory)} in ${wish.into} already. Move or delete it first.`)
  const target = join(wish.into, temporaryFileName())
  try {
    const told = await toldOf(place, wish, target)
    if (!told.ok) return told
    const written = await runPackager(place, told.value)
    if (!written.ok) return written
    await rename(target, directory)
    return ok({ directory, ...written.value })
  } catch (error) {
    return writeFailure(error, directory)
  } finally {
    await rm(target, { recursive: true, force: true })
  }
}
