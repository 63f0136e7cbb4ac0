import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/requests.ts'
import type { AppError } from '#shared/result.ts'
import { bridge } from '../bridge/bridge.ts'
import { showDialog } from '../state/ui-store.ts'

type Handled = { readonly [Code in AppError['code']]?: (error: AppError) => void }

/**
 * Asks the engine on behalf of a command. An expected failure the command does not handle itself is shown in the error dialog.
 * @returns the value, or null where it failed
 */
export const ask = async <Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
  options: { readonly title: string; readonly handled?: Handled },
): Promise<RequestOutput<Name> | null> => {
  const result = await bridge().request(name, input)
  if (result.ok) return result.value
  const handler = options.handled?.[result.error.code]
  if (handler === undefined) showDialog({ kind: 'error', error: result.error, title: options.title })
  else handler(result.error)
  return null
}
