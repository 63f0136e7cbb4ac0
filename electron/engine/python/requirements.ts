import { join } from 'node:path'
import { z } from 'zod'
import { type MissingRequirement, missingRequirementSchema } from '#shared/model/environment.ts'
import { fail, ok, type Result } from '#shared/result.ts'

const answerSchema = z.object({ missing: z.array(missingRequirementSchema) })

/** Where the interpreter, the file and our Python side are. All absolute. */
type Question = { readonly interpreter: string; readonly requirementsFile: string; readonly resourcesDirectory: string }

/**
 * Lines of a `requirements.txt` that the interpreter's packages do not meet. Runs the interpreter (not user code).
 * Fails with `environment-missing` where the interpreter does not answer.
 */
export const missingRequirements = async (question: Question): Promise<Result<MissingRequirement[]>> => {
  const script = join(question.resourcesDirectory, 'python', 'pipewright_runner', 'check_requirements.py')
  const { execa } = await import('execa')
  const answer = await execa(question.interpreter, [script, question.requirementsFile], {
    reject: false,
    timeout: 30_000,
    stdin: 'ignore',
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  })
  if (answer.failed) {
    return fail(
      'environment-missing',
      `Checking requirements.txt with ${question.interpreter} failed: ${answer.stderr.slice(-500)}`,
    )
  }
  return ok(answerSchema.parse(JSON.parse(answer.stdout)).missing)
}
