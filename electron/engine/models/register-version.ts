import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '#engine/project/durable-write.ts'
import { writeFailure } from '#engine/project/file-errors.ts'
import { temporaryFileName } from '#engine/project/project-folders.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { moveAlias } from './aliases.ts'
import { claimVersion, writeOwner } from './claim-version.ts'
import { type MlmodelFacts, readMlmodel } from './mlmodel.ts'
import { makeCard } from './model-card.ts'
import { changeYamlFile } from './model-file.ts'
import {
  checkModelName,
  filesFolderName,
  modelFilePath,
  modelPath,
  modelsFolderName,
  profileFileName,
} from './model-folders.ts'
import type { RegisterRequest, VersionFacts } from './register-request.ts'
import { withModelLock } from './registry-lock.ts'
import { noteChange, type RegistryPlace, writeOptionsOf } from './registry-place.ts'
import { type CopiedFiles, copyModelFiles, UnfitFolder } from './stage-files.ts'
import { versionText } from './version-file.ts'

const ignoreText = `# The files of models are often large, so git leaves them out; what describes them is kept.
# To keep a model's files under git, delete the next line, or add below it:  !/<model>/versions/*/files/
/*/versions/*/files/
.pipewright-*.tmp
`

/** Made with the first model, the user's afterwards. */
const writeIgnoreFile = async (place: RegistryPlace): Promise<Result<unknown>> => {
  const path = `${modelsFolderName}/.gitignore`
  const options = { shownPath: path, exclusive: true, makeFolders: true, noteOwnWrite: place.noteOwnWrite }
  const written = await writeDurably(join(place.project.path, path), ignoreText, options)
  return !written.ok && written.error.code === 'already-exists' ? ok(null) : written
}

/** A model without versions, as MLflow makes them first. What is there already stays. */
export const createModel = async (
  place: RegistryPlace,
  name: string,
  { description, tags }: { readonly description: string | null; readonly tags: Readonly<Record<string, string>> },
): Promise<Result<null>> => {
  const ignored = await writeIgnoreFile(place)
  if (!ignored.ok) return ignored
  return changeYamlFile(writeOptionsOf(place), modelFilePath(name), (data) => {
    data.description ??= description
    data.tags ??= { ...tags }
    data.aliases ??= {}
  })
}

const finite = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))

type Parts = { readonly facts: VersionFacts; readonly files: MlmodelFacts; readonly copied: CopiedFiles }

const infoOf = ({ facts, files, copied }: Parts): Omit<ModelVersion, 'version' | 'hasFiles' | 'hasProfile'> => ({
  createdAt: Date.now(),
  source: {
    runId: null,
    pipelineUuid: null,
    blockUuid: null,
    commit: null,
    ...facts.source,
    trackedRunId: facts.source?.trackedRunId ?? files.trackedRunId,
  },
  flavor: files.flavor,
  loader: files.loader,
  safe: files.safe,
  metrics: finite(facts.metrics ?? {}),
  params: facts.params ?? {},
  tags: facts.tags ?? {},
  description: facts.description ?? null,
  stage: facts.stage ?? null,
  signature: files.signature,
  dataFingerprint: facts.dataFingerprint ?? null,
  environment: facts.environment ?? files.environment,
  bytes: copied.bytes,
  sha256: copied.sha256,
  hasInputExample: files.hasInputExample,
})

const stageAndClaim = async (
  place: RegistryPlace,
  request: RegisterRequest,
  files: MlmodelFacts,
): Promise<Result<ModelVersion>> => {
  const { path: projectPath } = place.project
  const { name, directory, profilePath, facts } = request
  const staged = join(projectPath, modelPath(name), 'versions', temporaryFileName())
  try {
    await mkdir(staged, { recursive: true })
    await writeOwner(staged)
    const copied = await copyModelFiles(directory, join(staged, filesFolderName))
    if (profilePath !== null) await copyFile(profilePath, join(staged, profileFileName))
    const info = infoOf({ facts, files, copied })
    const text = (version: number) => versionText({ ...info, version })
    const claimed = await claimVersion({ projectPath, name, staged, text })
    if (!claimed.ok) return claimed
    return ok({ ...info, version: claimed.value, hasFiles: true, hasProfile: profilePath !== null })
  } catch (error) {
    if (error instanceof UnfitFolder)
      return fail('invalid-input', `Expected the whole model in one folder, but ${error.message}. Put it there.`)
    return writeFailure(error, `${modelPath(name)}/versions`)
  } finally {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Copies a model folder into the project as a new version of a model, which is made where it is new. */
export const registerVersion = async (
  place: RegistryPlace,
  request: RegisterRequest,
): Promise<Result<ModelVersion>> => {
  const { name, alias, reason, by } = request
  const named = checkModelName(name)
  if (!named.ok) return named
  const files = await readMlmodel(request.directory)
  if (!files.ok) return files
  const made = await withModelLock(place, name, () => createModel(place, name, { description: null, tags: {} }))
  if (!made.ok) return made
  const version = await stageAndClaim(place, request, files.value)
  if (!version.ok) return version
  const noted = await noteChange(place, name, { kind: 'registered', version: version.value.version, reason, by })
  if (!noted.ok) return noted
  await makeCard(place, name, version.value)
  if (alias === null) return version
  const moved = await moveAlias(place, { name, alias, version: version.value.version, reason, by })
  return moved.ok ? version : moved
}
