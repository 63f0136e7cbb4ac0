import type { Pipeline, PipelineEdit } from '#shared/model/pipeline.ts'
import type { Arrangement, Settings } from '#shared/model/settings.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'
import { sampleFiles } from './sample-files.ts'
import { sampleModels } from './sample-models.ts'
import { sampleOutputs } from './sample-outputs.ts'
import {
  sampleEnvironment,
  sampleEtag,
  sampleInterpreters,
  samplePipelines,
  sampleProject,
  sampleProjectId,
  sampleStart,
} from './sample-project.ts'
import { sampleLog, sampleRun } from './sample-run.ts'
import { sampleSessions } from './sample-sessions.ts'
import { sampleTriggers } from './sample-triggers.ts'

type Memory = {
  settings: Settings
  arrangement: Arrangement
  recent: typeof sampleStart.recentProjects
  projectId: string | null
  pipelines: Record<string, Pipeline>
  readonly startedAt: number
}

const hosts = (memory: Memory): Answers => ({
  'system.start': () =>
    ok({ ...sampleStart, projectId: memory.projectId, settings: memory.settings, recentProjects: memory.recent }),
  'system.askedFolder': () => ok({ path: null }),
  'system.chooseFolder': () => ok({ path: '/home/ada/work/demand' }),
  'system.chooseFile': () => ok({ path: '/usr/bin/python3' }),
  'system.copyText': () => ok(null),
  'system.openWindow': () => ok(null),
  'system.closeWindow': () => ok(null),
  'settings.update': (change) => {
    memory.settings = { ...memory.settings, ...change } as Settings
    return ok(memory.settings)
  },
  'project.arrangement': () => ok(memory.arrangement),
  'project.arrange': ({ arrangement }) => {
    memory.arrangement = arrangement
    return ok(null)
  },
  'project.forgetRecent': ({ path }) => {
    memory.recent = memory.recent.filter((project) => project.path !== path)
    return ok(memory.recent)
  },
})

const projects = (memory: Memory): Answers => {
  const project = () => sampleProject(memory.startedAt)
  return {
    'project.inspect': ({ path }) => ok({ kind: 'project', path, name: path.split('/').at(-1) ?? path }),
    'project.open': () => ok(project()),
    'project.openExample': () => ok(project()),
    'project.create': ({ name, parent }) => ok({ path: `${parent}/${name}` }),
    'project.adopt': ({ path }) => ok({ path }),
    'project.close': () => ok(null),
    'project.get': () => ok(project()),
    'project.trust': () => ok(project()),
    'project.reveal': () => ok(null),
    'project.blocks': () =>
      ok(
        Object.values(memory.pipelines).flatMap((pipeline) =>
          pipeline.blocks.map(({ uuid, type, file }) => ({
            pipelineUuid: pipeline.uuid,
            blockUuid: uuid,
            type,
            file,
          })),
        ),
      ),
    'environment.get': () => ok(sampleEnvironment),
    'environment.interpreters': () => ok(sampleInterpreters),
    'environment.choose': () => ok(sampleEnvironment),
    'environment.create': () => ok({ operationId: 'environment-1' }),
    'environment.cancel': () => ok(null),
  }
}

const applySampleEdit = (pipeline: Pipeline, edit: PipelineEdit): Pipeline => {
  switch (edit.kind) {
    case 'move-blocks':
      return { ...pipeline, positions: { ...pipeline.positions, ...edit.positions } }
    case 'set-properties':
      return { ...pipeline, variables: edit.variables ?? pipeline.variables }
    default:
      return pipeline
  }
}

const pipelines = (memory: Memory): Answers => ({
  'pipeline.get': ({ pipelineUuid }) => {
    const pipeline = memory.pipelines[pipelineUuid]
    return pipeline === undefined ? fail('not-found', `There is no pipeline ${pipelineUuid}.`) : ok(pipeline)
  },
  'pipeline.edit': ({ pipelineUuid, edits }) => {
    const pipeline = memory.pipelines[pipelineUuid]
    if (pipeline === undefined) return fail('not-found', `There is no pipeline ${pipelineUuid}.`)
    const edited = edits.reduce(applySampleEdit, pipeline)
    memory.pipelines[pipelineUuid] = edited
    return ok({ pipeline: edited, createdBlocks: [] })
  },
})

const runs = (memory: Memory): Answers => {
  const running = () => sampleRun(memory.startedAt)
  const earlier = Array.from({ length: 6 }, (_, index) => {
    const ended = Date.now() - (index + 1) * 7 * 3600_000
    return {
      ...sampleRun(ended - 41_200),
      id: 40 - index,
      state: index === 0 ? ('failed' as const) : ('completed' as const),
      endedAt: ended,
      blocksDone: 7,
      blocksFailed: index === 0 ? 2 : 0,
    }
  })
  const all = () => [running(), ...earlier]
  return {
    'run.list': ({ pipelineUuid, states, before, limit }) =>
      ok(
        all()
          .filter((run) => pipelineUuid === null || run.pipelineUuid === pipelineUuid)
          .filter((run) => states === null || states.includes(run.state))
          .filter((run) => before === null || run.id < before)
          .slice(0, limit),
      ),
    'run.get': ({ runId }) => {
      const run = all().find(({ id }) => id === runId)
      return run === undefined ? fail('not-found', `There is no run ${runId}.`) : ok(run)
    },
    'run.latest': ({ pipelineUuid }) => ok(pipelineUuid === running().pipelineUuid ? running() : null),
    'run.log': () => ok({ lines: sampleLog(memory.startedAt), total: sampleLog(0).length }),
    'run.start': () => ok({ runId: 41 }),
    'run.resume': () => ok({ runId: 41 }),
    'run.explain': () =>
      ok([
        { blockUuid: 'load_customers', kind: 'runs', reason: 'Will run because data loaders always run.' },
        { blockUuid: 'clean_columns', kind: 'reused', reason: 'Reused from run 40 because nothing it needs changed.' },
      ]),
    'run.explainResume': ({ again = [] }) =>
      ok([
        { blockUuid: 'load_customers', kind: 'reused', reason: 'Reused because run 40 had finished it.' },
        ...again.map((blockUuid) => ({
          blockUuid,
          kind: 'runs' as const,
          reason: 'Will run because it was chosen.',
        })),
      ]),
    'run.cancel': () => ok(null),
    'run.rememberedVariables': () => ok({}),
    'run.code': () => ok({ text: 'import pandas as pd\n', file: 'transformers/train_model.py', current: null }),
  }
}

/** Answers about the sample project; a fresh memory each time. */
export const createSampleAnswers = (): Answers => {
  const memory: Memory = {
    settings: sampleStart.settings,
    arrangement: {},
    recent: sampleStart.recentProjects,
    projectId: sampleProjectId,
    pipelines: { ...samplePipelines },
    startedAt: Date.now() - 12_000,
  }
  return {
    ...hosts(memory),
    ...projects(memory),
    ...pipelines(memory),
    ...runs(memory),
    ...sampleTriggers(),
    ...sampleModels(),
    ...sampleSessions(),
    ...sampleOutputs,
    ...sampleFiles(sampleEtag),
  }
}
