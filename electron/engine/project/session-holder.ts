import { projectIdOf } from './project-folders.ts'
import type { ProjectSession } from './project-session.ts'

/** Keeps one session per folder, also when it is opened twice at the same time. */
export const createSessionHolder = (start: (path: string) => Promise<ProjectSession>) => {
  const sessions = new Map<string, ProjectSession>()
  const starting = new Map<string, Promise<ProjectSession>>()
  const release = async (id: string) => {
    await starting.get(id)
    const session = sessions.get(id)
    sessions.delete(id)
    await session?.close()
  }
  return {
    session: (id: string) => sessions.get(id),
    sessions: () => sessions.values(),
    hold: async (path: string) => {
      const id = projectIdOf(path)
      const held = sessions.get(id) ?? (await starting.get(id))
      if (held !== undefined) return held
      const started = start(path).finally(() => starting.delete(id))
      starting.set(id, started)
      const session = await started
      sessions.set(id, session)
      return session
    },
    release,
    releaseAll: async () => {
      await Promise.all([...starting.keys(), ...sessions.keys()].map(release))
    },
  }
}

export type SessionHolder = ReturnType<typeof createSessionHolder>
