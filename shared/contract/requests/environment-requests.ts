import { z } from 'zod'
import { environmentSchema, interpreterSchema } from '../../model/environment.ts'
import { chosenPath, nothing, project, type RequestTable } from './shapes.ts'

/** Interpreter and packages of a project. */
export const environmentRequests = {
  'environment.get': { input: project, output: environmentSchema },
  'environment.interpreters': { input: project, output: z.array(interpreterSchema) },
  'environment.choose': { input: project.extend({ path: chosenPath }), output: environmentSchema },
  /** Makes `.venv` and installs `requirements.txt`; events tell the rest. */
  'environment.create': { input: project, output: z.object({ operationId: z.string() }) },
  'environment.cancel': { input: project.extend({ operationId: z.string() }), output: nothing },
} as const satisfies RequestTable
