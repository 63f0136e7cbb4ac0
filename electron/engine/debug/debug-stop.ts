import { isAbsolute, relative, sep } from 'node:path'
import type { DebugProtocol } from '@vscode/debugprotocol'
import type { DebugFrame, DebugStop, DebugVariable } from '#shared/model/debug.ts'
import type { DapClient } from './dap-client.ts'

const mostFrames = 60
const longestValue = 2_000

const reasons: Readonly<Record<string, DebugStop['reason']>> = {
  breakpoint: 'breakpoint',
  step: 'step',
  exception: 'exception',
  pause: 'pause',
}

const frameOf = (projectPath: string, frame: DebugProtocol.StackFrame): DebugFrame => {
  const path = frame.source?.path ?? frame.source?.name ?? '<unknown>'
  const way = relative(projectPath, path)
  const inProject = isAbsolute(path) && !way.startsWith('..') && !isAbsolute(way)
  return {
    id: frame.id,
    file: inProject ? way.split(sep).join('/') : path,
    inProject,
    line: frame.line,
    function: frame.name,
  }
}

const exceptionText = async (client: DapClient, threadId: number): Promise<string | null> => {
  const answer = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId })
  if (!answer.ok) return null
  const { exceptionId, description } = answer.value
  return description === undefined || description === '' ? exceptionId : `${exceptionId}: ${description}`
}

/** Where a block stands and why, once the adapter said that it stopped. */
export const readStop = async (
  client: DapClient,
  projectPath: string,
  stopped: { readonly reason: string; readonly threadId: number },
): Promise<DebugStop> => {
  const { threadId } = stopped
  const reason = reasons[stopped.reason] ?? 'other'
  const [stack, text] = await Promise.all([
    client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId, levels: mostFrames }),
    reason === 'exception' ? exceptionText(client, threadId) : null,
  ])
  const frames = stack.ok ? stack.value.stackFrames.map((frame) => frameOf(projectPath, frame)) : []
  return { reason, text, frames }
}

/** A variable as the window shows it. Groups of the debugger that no reader wants are left out by `isOwn`. */
export const variableOf = ({ name, value, type, variablesReference }: DebugProtocol.Variable): DebugVariable => ({
  name,
  value: value.slice(0, longestValue),
  type: type ?? '',
  reference: variablesReference,
})

/** Whether a variable is the user's: debugpy adds groups such as `special variables`. */
export const isOwn = ({ name, type }: DebugProtocol.Variable): boolean =>
  !(type === '' && /^(special|function|class|protected) variables$/.test(name))
