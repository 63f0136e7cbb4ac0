import type { RequestInput, RequestName } from '#shared/contract/requests.ts'
import { askAgain } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'

/** Asks for a change in the shown project. @returns false where it was refused; the error dialog says why */
export type AskChange = <Name extends RequestName>(
  name: Name,
  input: Omit<RequestInput<Name>, 'projectId'>,
  title: string,
) => Promise<boolean>

/** Makes it for changes after which these are to be read again, also where one was refused: somebody else may have been quicker. */
export const askChangeOf =
  (readAgain: readonly RequestName[]): AskChange =>
  async <Name extends RequestName>(name: Name, input: Omit<RequestInput<Name>, 'projectId'>, title: string) => {
    const projectId = currentProjectId()
    if (projectId === null) return false
    const result = await bridge().request(name, { ...input, projectId } as unknown as RequestInput<Name>)
    if (!result.ok) showDialog({ kind: 'error', error: result.error, title })
    for (const request of readAgain) await askAgain(request)
    return result.ok
  }
