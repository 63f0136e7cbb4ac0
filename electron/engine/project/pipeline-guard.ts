import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Problem } from '#shared/model/problem.ts'

/** Larger ones are no descriptions of pipelines, and would fill the memory. */
export const biggestPipelineFile = 20 * 1024 * 1024

const fileNames = ['metadata.yaml', 'layout.json', 'triggers.yaml']

/**
 * What must not even be read of a pipeline's folder: pipes and devices, which keep the reader waiting for ever, huge files, and links that
 * lead out of the project. Null where all can be read.
 */
export const pipelineRefusal = async (projectPath: string, uuid: string): Promise<Problem | null> => {
  for (const name of fileNames) {
    const file = `pipelines/${uuid}/${name}`
    const refusal = await fileRefusal(projectPath, file)
    if (refusal !== null) {
      const id = `${uuid}:${refusal.code}`
      return { id, severity: 'error', ...refusal, file, line: null, pipelineUuid: uuid, blockUuid: null }
    }
  }
  return null
}

const fileRefusal = async (projectPath: string, file: string): Promise<Pick<Problem, 'code' | 'message'> | null> => {
  const path = join(projectPath, file)
  const facts = await stat(path).catch(() => null)
  if (facts === null || facts.isDirectory()) return null
  if (!facts.isFile()) {
    return {
      code: 'not-a-file',
      message: `Expected ${file} to be a regular file, but it is a pipe or a device. Replace it by a file.`,
    }
  }
  if (facts.size > biggestPipelineFile) {
    const megabytes = Math.round(facts.size / 1024 / 1024)
    return {
      code: 'file-too-big',
      message: `Expected a description of a pipeline, but ${file} has ${megabytes} MB. Move the data into files of their own.`,
    }
  }
  const way = relative(projectPath, await realpath(path).catch(() => path))
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return null
  return {
    code: 'link-outside',
    message: `Expected ${file} to lie in the project, but a symbolic link leads out of it. Copy the pipeline's folder into the project.`,
  }
}
