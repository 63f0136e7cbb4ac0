import { constants } from 'node:fs'
import { access, lstat, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap } from '#engine/pipelines/read-values.ts'
import { readYaml } from '#engine/pipelines/yaml-read.ts'
import type { Problem } from '#shared/model/problem.ts'
import { systemCode } from './file-errors.ts'
import { stateFolderName } from './project-folders.ts'

/** A problem of the project as a whole, not of one pipeline. */
export const projectProblem = (
  facts: Pick<Problem, 'severity' | 'code' | 'message' | 'file'> & { line?: number | null },
): Problem => ({
  id: `${facts.code}:${facts.file}`,
  severity: facts.severity,
  code: facts.code,
  message: facts.message,
  file: facts.file,
  line: facts.line ?? null,
  pipelineUuid: null,
  blockUuid: null,
})

/** The project's own `metadata.yaml` as plain data, and what is wrong with it. */
export type ProjectFile = { readonly metadata: Record<string, unknown>; readonly problems: readonly Problem[] }

const biggestProjectFile = 1_000_000

/** Reads the project file. Whatever it holds, the project opens: every key of it has a default. */
export const readProjectFile = async (projectPath: string): Promise<ProjectFile> => {
  const path = join(projectPath, 'metadata.yaml')
  const bad = (code: string, message: string, line: number | null = null): ProjectFile => ({
    metadata: {},
    problems: [
      projectProblem({
        severity: code === 'missing-file' ? 'warning' : 'error',
        code,
        message,
        file: 'metadata.yaml',
        line,
      }),
    ],
  })
  const facts = await stat(path).catch((error: unknown) => systemCode(error) ?? 'unknown')
  if (facts === 'ENOENT') {
    return bad(
      'missing-file',
      'Expected the project file metadata.yaml, but it is not there. Defaults are used; create the file to keep settings of the project.',
    )
  }
  if (facts === 'ELOOP')
    return bad(
      'link-loop',
      'Expected the project file metadata.yaml, but its symbolic links lead in a circle. Replace the link by a file.',
    )
  if (typeof facts === 'string')
    return bad(
      'unreadable-file',
      `Expected to read metadata.yaml, but the system answered ${facts}. Check its permissions.`,
    )
  if (facts.isDirectory())
    return bad(
      'not-a-file',
      'Expected metadata.yaml to be a file, but it is a folder. Rename the folder and create the file.',
    )
  if (!facts.isFile())
    return bad('not-a-file', 'Expected metadata.yaml to be a file, but it is something else. Replace it by a file.')
  if (facts.size > biggestProjectFile) {
    return bad(
      'file-too-big',
      `Expected a project file of a few lines, but metadata.yaml has ${Math.round(facts.size / 1e6)} MB. Move the data elsewhere; defaults are used.`,
    )
  }
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null)
    return bad(
      'unreadable-file',
      'Expected to read metadata.yaml, but the system does not allow it. Give yourself permission to read it.',
    )
  return parseProjectFile(bytes, bad)
}

const parseProjectFile = async (
  bytes: Buffer,
  bad: (code: string, message: string, line?: number | null) => ProjectFile,
): Promise<ProjectFile> => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return bad(
      'not-utf8',
      'Expected metadata.yaml to be UTF-8 text, but it holds other bytes. Save it as UTF-8; defaults are used until then.',
    )
  }
  // Mage renders the file with Jinja first; a line of its templates is no YAML, and no fault either.
  const loaded = await readYaml(text.replace(/\{%.*?%\}/gs, ''))
  if (!loaded.ok) {
    const where = loaded.line === null ? 'it' : `line ${loaded.line}`
    return bad(
      'yaml-syntax',
      `Expected YAML in metadata.yaml, but ${where} is not: ${loaded.reason}. Mend that line; defaults are used until then.`,
      loaded.line,
    )
  }
  if (loaded.value === undefined || loaded.value === null) return { metadata: {}, problems: [] }
  if (!isRawMap(loaded.value)) {
    return bad(
      'not-a-map',
      'Expected keys and values in metadata.yaml (such as variables_dir: …), but it holds something else. Defaults are used.',
      1,
    )
  }
  return { metadata: { ...loaded.value }, problems: [] }
}

/** What is wrong with the folder itself: gone, not writable, `pipelines` or `.pipewright` taken by a file. */
export const folderProblems = async (projectPath: string): Promise<Problem[]> => {
  const folder = await stat(projectPath).catch(() => null)
  if (folder === null || !folder.isDirectory()) return [folderGone(projectPath)]
  const problems: Problem[] = []
  const refused = await access(projectPath, constants.W_OK).then(
    () => null,
    (error: unknown) => systemCode(error),
  )
  if (refused !== null) problems.push(notWritable(refused))
  problems.push(...(await pipelinesFolderProblems(join(projectPath, 'pipelines'))))
  const state = await lstat(join(projectPath, stateFolderName)).catch(() => null)
  if (state?.isFile() === true) problems.push(stateTaken())
  return problems
}

const pipelinesFolderProblems = async (folder: string): Promise<Problem[]> => {
  const facts = await stat(folder).catch((error: unknown) => systemCode(error))
  if (facts === 'ELOOP')
    return [pipelinesProblem('link-loop', 'its symbolic links lead in a circle. Replace the link by a folder.')]
  if (facts === null || typeof facts === 'string') return []
  if (!facts.isDirectory())
    return [pipelinesProblem('not-a-folder', 'it is a file. Rename the file and create the folder.')]
  return access(folder, constants.R_OK | constants.X_OK).then(
    () => [],
    () => [
      pipelinesProblem(
        'unreadable-folder',
        'the system does not allow reading it. Give yourself permission to read it.',
      ),
    ],
  )
}

const folderGone = (path: string) =>
  projectProblem({
    severity: 'error',
    code: 'folder-missing',
    file: '',
    message: `Expected the project folder at ${path}, but it is not there any more. It was renamed, moved or deleted; bring it back, or open it from its new place.`,
  })

const notWritable = (code: string) =>
  projectProblem({
    severity: 'warning',
    code: 'read-only',
    file: '',
    message:
      code === 'EROFS'
        ? 'Expected to be able to write into the project folder, but it lies on a disk that can only be read. Pipelines can be looked at; to edit or run them, copy the project to another disk.'
        : 'Expected to be able to write into the project folder, but the system does not allow it. Pipelines can be looked at; to edit or run them, give yourself permission to write.',
  })

const pipelinesProblem = (code: string, rest: string) =>
  projectProblem({
    severity: 'error',
    code,
    file: 'pipelines',
    message: `Expected pipelines to be a folder that can be read, but ${rest}`,
  })

const stateTaken = () =>
  projectProblem({
    severity: 'error',
    code: 'state-folder-taken',
    file: stateFolderName,
    message: `Expected ${stateFolderName} to be a folder for run history, but it is a file. Rename or delete that file; until then nothing can run.`,
  })

/** The system ran out of watches. */
export const pollingProblem = (): Problem =>
  projectProblem({
    severity: 'warning',
    code: 'watching-slowly',
    file: '',
    message:
      'Expected the system to tell of changed files, but its limit of watched files is used up. The folder is looked at regularly instead, which shows changes later and takes more power. Raise fs.inotify.max_user_watches, or close other programs that watch files.',
  })
