import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/requests.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import type { Result } from '#shared/result.ts'
import type { EngineContext } from './engine-context.ts'
import { createEngineEvents, type EngineEvents } from './engine-events.ts'
import type { Monitoring } from './engine-monitoring.ts'
import { createHeadStart, expectRuns } from './head-start.ts'
import type { Secrets } from './secrets/secrets.ts'
import { userDataDirectory } from './settings/user-data-directory.ts'
import type { UserSettings } from './settings/user-settings.ts'
import type { SweepsFace } from './sweeps/started-sweeps.ts'

/** A capability's function for a request: same input, same output, so that handlers stay one line. */
export type Answer<Name extends RequestName> = (input: RequestInput<Name>) => Promise<Result<RequestOutput<Name>>>

export type Projects = {
  inspect: Answer<'project.inspect'>
  open: Answer<'project.open'>
  openExample: Answer<'project.openExample'>
  create: Answer<'project.create'>
  adopt: Answer<'project.adopt'>
  close: Answer<'project.close'>
  get: Answer<'project.get'>
  trust: Answer<'project.trust'>
  blocks: Answer<'project.blocks'>
}

export type Pipelines = {
  get: Answer<'pipeline.get'>
  create: Answer<'pipeline.create'>
  clone: Answer<'pipeline.clone'>
  rename: Answer<'pipeline.rename'>
  delete: Answer<'pipeline.delete'>
  edit: Answer<'pipeline.edit'>
  undo: Answer<'pipeline.undo'>
  redo: Answer<'pipeline.redo'>
}

export type Blocks = { templates: Answer<'block.templates'>; files: Answer<'block.files'> }

export type Files = {
  list: Answer<'file.list'>
  search: Answer<'file.search'>
  read: Answer<'file.read'>
  picture: Answer<'file.picture'>
  save: Answer<'file.save'>
  create: Answer<'file.create'>
  rename: Answer<'file.rename'>
  delete: Answer<'file.delete'>
  journal: Answer<'file.journal'>
  journalled: Answer<'file.journalled'>
  history: Answer<'file.history'>
  historyText: Answer<'file.historyText'>
  /** Absolute path of a project file, for the host (reveal); refuses what leaves the folder, also by links. */
  resolve(input: { projectId: string; path: string }): Promise<Result<string>>
}

export type Runs = {
  start: Answer<'run.start'>
  explain: Answer<'run.explain'>
  resume: Answer<'run.resume'>
  explainResume: Answer<'run.explainResume'>
  cancel: Answer<'run.cancel'>
  list: Answer<'run.list'>
  get: Answer<'run.get'>
  latest: Answer<'run.latest'>
  newestOfBlocks: Answer<'run.newestOfBlocks'>
  delete: Answer<'run.delete'>
  rememberedVariables: Answer<'run.rememberedVariables'>
  code: Answer<'run.code'>
  log: Answer<'run.log'>
  usage: Answer<'run.usage'>
  failure: Answer<'run.failure'>
  /** Absolute path of a block run's raw log. */
  logPath(input: RequestInput<'run.revealLog'>): Promise<Result<string>>
  /** Runs going on in this host, of one project or of all. */
  activeCount(projectId: string | null): number
  /** Cancels all of them and resolves when no process of theirs is left. */
  cancelAll(projectId: string | null): Promise<void>
  /** Resolves with the final state of a run of this host. */
  waitFor(projectId: string, runId: number): Promise<Result<RequestOutput<'run.get'>>>
}

export type Triggers = {
  list: Answer<'trigger.list'>
  save: Answer<'trigger.save'>
  delete: Answer<'trigger.delete'>
  switch: Answer<'trigger.switch'>
  run: Answer<'trigger.run'>
  answer: Answer<'trigger.answer'>
  pause: Answer<'trigger.pause'>
  /** From now on the triggers of the opened project fire in this host. Resolves when what is due now has been started. */
  work(input: { projectId: string }): Promise<Result<null>>
}

export type Backfills = {
  preview: Answer<'backfill.preview'>
  list: Answer<'backfill.list'>
  get: Answer<'backfill.get'>
  create: Answer<'backfill.create'>
  change: Answer<'backfill.change'>
  delete: Answer<'backfill.delete'>
  /** From now on the backfills of the opened project that are running go on in this host. */
  work(input: { projectId: string }): Promise<Result<null>>
}

export type Models = {
  list: Answer<'model.list'>
  get: Answer<'model.get'>
  changes: Answer<'model.changes'>
  create: Answer<'model.create'>
  describe: Answer<'model.describe'>
  setAlias: Answer<'model.setAlias'>
  deleteAlias: Answer<'model.deleteAlias'>
  setStage: Answer<'model.setStage'>
  promote: Answer<'model.promote'>
  rollBack: Answer<'model.rollBack'>
  uses: Answer<'model.uses'>
  rename: Answer<'model.rename'>
  deleteVersion: Answer<'model.deleteVersion'>
  delete: Answer<'model.delete'>
  compare: Answer<'model.compare'>
  card: Answer<'model.card'>
  package: Answer<'model.package'>
  /** Registers a folder in MLflow's layout; `factsPath` = a file of what `log_model` knows besides. Absolute paths. */
  add(input: {
    projectId: string
    name: string
    directory: string
    factsPath: string | null
    alias: string | null
    reason: string | null
  }): Promise<Result<ModelVersion>>
  /** Where the files of a version lie, and what their `MLmodel` says. */
  find(input: { projectId: string; reference: string }): Promise<Result<JsonMap>>
}

export type Endpoints = {
  list: Answer<'endpoint.list'>
  status: Answer<'endpoint.status'>
  serve: Answer<'endpoint.serve'>
  stop: Answer<'endpoint.stop'>
  configure: Answer<'endpoint.configure'>
  rollBack: Answer<'endpoint.rollBack'>
  try: Answer<'endpoint.try'>
}

export type Tracking = {
  experiments: Answer<'experiment.list'>
  renameExperiment: Answer<'experiment.rename'>
  deleteExperiment: Answer<'experiment.delete'>
  search: Answer<'trackedRun.search'>
  get: Answer<'trackedRun.get'>
  rename: Answer<'trackedRun.rename'>
  tag: Answer<'trackedRun.tag'>
  delete: Answer<'trackedRun.delete'>
  restore: Answer<'trackedRun.restore'>
  history: Answer<'trackedRun.history'>
  artifacts: Answer<'trackedRun.artifacts'>
  artifact: Answer<'trackedRun.artifact'>
  server: Answer<'tracking.server'>
  importFrom: Answer<'tracking.import'>
  exportTo: Answer<'tracking.export'>
  /** As `server`, on a port of the user's choice; `isOpen`: whoever calls from this computer needs no token. */
  serve(input: { projectId: string; port: number; isOpen: boolean }): Promise<Result<{ url: string; token: string }>>
  /** The file behind an `artifact://` address of a tracked run; null for an address of anything else. */
  artifactFile(url: string): Promise<Result<{ path: string; mime: string }> | null>
}

export type Notifications = {
  setup: Answer<'notification.setup'>
  test: Answer<'notification.test'>
  deliveries: Answer<'notification.deliveries'>
}

export type OverviewFace = { get: Answer<'overview.get'>; compare: Answer<'overview.compare'> }

export type Outputs = {
  preview: Answer<'output.preview'>
  page: Answer<'output.page'>
  artifactUrl: Answer<'output.artifactUrl'>
  /** The file behind an `artifact://` address; refuses everything outside block run directories. */
  artifactFile(url: string): Promise<Result<{ path: string; mime: string }>>
}

export type Terminals = {
  list: Answer<'terminal.list'>
  open: Answer<'terminal.open'>
  write: Answer<'terminal.write'>
  resize: Answer<'terminal.resize'>
  drawn: Answer<'terminal.drawn'>
  close: Answer<'terminal.close'>
  /** A prompt where a block failed, in the terminal of this very process; its exit code. */
  attach(input: RequestInput<'run.usage'>): Promise<Result<number>>
}

export type Debugs = {
  get: Answer<'debug.get'>
  start: Answer<'debug.start'>
  install: Answer<'debug.install'>
  breakpoints: Answer<'debug.breakpoints'>
  move: Answer<'debug.move'>
  scopes: Answer<'debug.scopes'>
  variables: Answer<'debug.variables'>
  evaluate: Answer<'debug.evaluate'>
  stop: Answer<'debug.stop'>
}

export type Environments = {
  get: Answer<'environment.get'>
  interpreters: Answer<'environment.interpreters'>
  choose: Answer<'environment.choose'>
  create: Answer<'environment.create'>
  cancel: Answer<'environment.cancel'>
  /** Resolves when the operation ended; true where it completed. */
  waitFor(operationId: string): Promise<boolean>
}

/** The engine's public face. Hosts (window, terminal) import nothing else of it. */
export type Engine = AsyncDisposable & {
  readonly events: EngineEvents
  readonly projects: Projects
  readonly pipelines: Pipelines
  readonly blocks: Blocks
  readonly files: Files
  readonly runs: Runs
  readonly triggers: Triggers
  readonly backfills: Backfills
  readonly notifications: Notifications
  readonly overview: OverviewFace
  readonly models: Models
  readonly endpoints: Endpoints
  readonly monitoring: Monitoring
  readonly tracking: Tracking
  readonly sweeps: SweepsFace
  readonly outputs: Outputs
  readonly environments: Environments
  readonly terminals: Terminals
  readonly debugs: Debugs
  readonly settings: UserSettings
  readonly secrets: Secrets
}

/** What a host gives. `dataDirectory` null = where this system keeps a user's application data. */
export type EngineOptions = Omit<EngineContext, 'events' | 'dataDirectory'> & {
  readonly dataDirectory: string | null
  /** Folder of the project whose pipelines are run first, as the user wrote it. */
  readonly expects?: string
}

/** Makes the engine. What starts a supervisor is made first; everything else is loaded behind it. */
export const createEngine = async ({ expects, ...options }: EngineOptions): Promise<Engine> => {
  const dataDirectory = options.dataDirectory ?? userDataDirectory(process.env, process.platform)
  const head = await createHeadStart({ ...options, dataDirectory, events: createEngineEvents(options.logger) })
  if (expects !== undefined) await expectRuns(head, expects)
  const { composeEngine } = await import('./compose-engine.ts')
  return composeEngine(head)
}
