import type { Project } from '#shared/model/project.ts'
import type { TriggerStatus } from '#shared/model/trigger.ts'
import { ensureTrust, exitCodes, openProject, type Session, sayFailure, untilInterrupted } from './session.ts'

type Said = { readonly kind: string; readonly facts: Record<string, unknown>; readonly words: string }

const say = (session: Session, { kind, facts, words }: Said): void => {
  if (session.arguments.json) console.log(JSON.stringify({ kind, time: Date.now(), ...facts }))
  else console.log(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}  ${words}`)
}

/** Tells what fires and how it ends. */
const follow = (session: Session, project: Project): void => {
  const { engine } = session
  const names = new Map<number, string>()
  engine.events.on('trigger.fired', ({ projectId, pipelineUuid, triggerName, runId }) => {
    if (projectId !== project.id) return
    if (runId !== null) names.set(runId, triggerName)
    const words = runId === null ? 'did not start now; pipewright open shows why' : `started run ${runId}`
    const facts = { pipelineUuid, triggerName, runId }
    say(session, { kind: 'trigger-fired', facts, words: `${triggerName} · ${pipelineUuid} ${words}` })
  })
  engine.events.on('run.happened', ({ projectId, runId, event }) => {
    if (projectId !== project.id || event.kind !== 'run-ended') return
    const { state, reason } = event
    const words = `${names.get(runId) ?? 'trigger'} · run ${runId} ${state}${reason === null ? '' : `: ${reason}`}`
    say(session, { kind: 'run-ended', facts: { runId, state, reason }, words })
  })
}

const nextWords = ({ trigger, next }: TriggerStatus): string => {
  const first = next[0]
  if (first === undefined) return `${trigger.name} · waits (${trigger.when.kind})`
  return `${trigger.name} · next at ${new Date(first.at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

const sayWhatIsOn = async (session: Session, project: Project): Promise<void> => {
  const listed = await session.engine.triggers.list({ projectId: project.id, pipelineUuid: null })
  const active = listed.ok ? listed.value.triggers.filter(({ trigger }) => trigger.active) : []
  const paused = listed.ok && listed.value.isPaused ? ' All are paused.' : ''
  const words = `Scheduling ${project.name}: ${active.length} ${active.length === 1 ? 'trigger is' : 'triggers are'} on.${paused}`
  say(session, { kind: 'scheduling', facts: { triggers: active.length }, words })
  if (!session.arguments.json) for (const status of active) console.log(`  ${nextWords(status)}`)
}

const sayProblems = ({ problems }: Project): void => {
  for (const { severity, message, file, line } of problems)
    if (severity === 'error' && file.includes('/triggers.')) console.error(`${file}:${line ?? 1}: ${message}`)
}

/** `pipewright schedule <folder>`: fires the project's triggers until Ctrl+C, which also ends what runs. */
export const scheduleCommand = async (session: Session): Promise<number> => {
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  sayProblems(project.value)
  follow(session, project.value)
  const ended = untilInterrupted()
  const working = await session.engine.triggers.work({ projectId: project.value.id })
  if (!working.ok) return sayFailure(session, working.error)
  const watched = await session.engine.monitoring.watch({ projectId: project.value.id })
  if (!watched.ok) return sayFailure(session, watched.error)
  await sayWhatIsOn(session, project.value)
  await ended
  return exitCodes.interrupted
}
