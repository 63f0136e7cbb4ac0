import { fail, type Result } from '#shared/result.ts'
import type { OpenProject } from './open-project.ts'

/** The refusal to run anything of a project whose folder is not trusted. */
export const notTrusted = ({ name, path }: Pick<OpenProject, 'name' | 'path'>): Result<never> =>
  fail('not-trusted', `Nothing of ${name} runs until you trust the folder ${path}.`)
