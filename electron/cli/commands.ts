/** What a command takes and does; its help is made of this, and what it does not take is refused. */
export type CommandFacts = {
  /** Ways to type it, without the program's name. */
  readonly usage: readonly string[]
  readonly about: string
  /** Words after the command, options aside, that it can make something of. */
  readonly words: number
  /** Options by name, besides those every command takes: how they are typed, and what they mean. */
  readonly options?: Readonly<Record<string, readonly [string, string]>>
  readonly example?: string
}

const reason = { reason: ['--reason "…"', 'kept with the change'] } as const
const port = { port: ['--port <number>', 'where it answers, on this computer only'] } as const
const variables = { var: ['--var <name=value>', 'a variable; may be given several times'] } as const

/** By the name that is typed, in the order of the help. */
export const commandFacts: Readonly<Record<string, CommandFacts>> = {
  run: {
    usage: ['run <folder> <pipeline>', 'run <folder> --resume <run>'],
    about: 'run a pipeline, live, and end with its outcome; or go on from a run that failed, was cancelled or crashed',
    words: 2,
    options: {
      block: ['--block <id>', 'only this block, fed by earlier outputs'],
      to: ['--to <id>', 'this block and everything upstream of it'],
      from: ['--from <id>', 'this block and everything downstream of it'],
      ...variables,
      changed: ['--changed', 'only what changed runs; outputs of the rest are reused'],
      explain: ['--explain', 'with --changed or --resume: only say what would run and why'],
      resume: ['--resume <run>', 'go on from a run that did not complete, instead of starting one'],
      again: [
        '--again <block run>',
        'with --resume, of any run: only this runs again, and what it feeds; may be given several times: each:3 (child 3 of "each"), each:failed (its children that did not complete), each (all of them)',
      ],
    },
    example: 'pipewright run . train --to features --var target=churn',
  },
  repl: {
    usage: ['repl <folder> <pipeline> <block>'],
    about: 'a Python prompt where the block failed; nothing is run again',
    words: 3,
    options: { run: ['--run <run>', 'the run to look into; the newest where it is not given'] },
  },
  list: { usage: ['list <folder>'], about: 'pipelines of a project, with their last run', words: 1 },
  validate: { usage: ['validate <folder>'], about: "problems in a project's files; runs nothing", words: 1 },
  schedule: { usage: ['schedule <folder>'], about: "fire the project's triggers until Ctrl+C", words: 1 },
  backfill: {
    usage: ['backfill <folder> <pipeline> --from <date> --to <date>'],
    about: 'run it once for each date of a range, in UTC',
    words: 2,
    options: {
      from: ['--from <date>', 'the first date, such as 2026-01-31 or 2026-01-31T06:00'],
      to: ['--to <date>', 'the last date'],
      every: ['--every "<step>"', 'day, hour, "2 hours"; a day where it is not given'],
      parallel: ['--parallel <number>', 'runs at once; 1 where it is not given'],
      ...variables,
    },
    example: 'pipewright backfill . daily --from 2026-01-01 --to 2026-01-31 --parallel 4',
  },
  loop: {
    usage: ['loop <folder> <model>'],
    about: 'train, serve, watch and train anew: until Ctrl+C, or until the pipeline has sent its requests',
    words: 2,
    options: { traffic: ['--traffic <pipeline>', 'a pipeline that sends requests'], ...port },
  },
  sweep: {
    usage: ['sweep <folder> <pipeline> --over <name=values> --metric <name>'],
    about: 'run it with each combination of values and compare',
    words: 2,
    options: {
      over: [
        '--over <name=values>',
        'lr=0.01,0.1, depth=3..9, or lr=log:0.001..0.1 with --random; may be given several times',
      ],
      metric: ['--metric <name>', 'what the runs are compared by; the lowest is the best'],
      maximise: ['--maximise', 'the highest is the best'],
      random: ['--random <number>', 'draw so many combinations instead of taking all'],
      seed: ['--seed <number>', 'draw the same ones again'],
      halving: [
        '--halving <step>',
        'end those not among the best third at this step, three times it, nine times it, …',
      ],
      parallel: ['--parallel <number>', 'runs at once'],
      ...variables,
    },
    example: 'pipewright sweep . train --over lr=0.01,0.1 --over depth=3..9 --metric auc --maximise',
  },
  tracking: {
    usage: ['tracking <folder>', 'tracking import <folder> <store>', 'tracking export <folder> <store>'],
    about: "answer MLflow's clients until Ctrl+C; or take over a store of MLflow (mlruns or mlflow.db), or write one",
    words: 3,
    options: { ...port, token: ['--no-token', 'whoever calls from this computer needs no token'] },
  },
  models: {
    usage: ['models <folder> [model]'],
    about: 'models of a project, or versions of one',
    words: 2,
    options: { files: ['--files', 'where the files of <model>@<alias> or <model>/<version> are'] },
  },
  promote: {
    usage: ['promote <folder> <model>/<version>'],
    about: 'make a version the champion',
    words: 2,
    options: reason,
  },
  rollback: {
    usage: ['rollback <folder> <model>'],
    about: 'make the champion before the present one the champion again',
    words: 2,
    options: reason,
  },
  register: {
    usage: ['register <folder> <model> <directory>'],
    about: "a directory in MLflow's layout becomes a version",
    words: 3,
    options: {
      alias: ['--alias <alias>', 'the version gets this alias'],
      facts: ['--facts <file>', 'JSON of what is known of it: metrics, parameters, tags'],
      ...reason,
    },
  },
  serve: {
    usage: ['serve <folder> <model>[@alias|/version]'],
    about: 'answer requests with a model until Ctrl+C',
    words: 2,
    options: { ...port, workers: ['--workers <number>', 'processes that hold the model'] },
  },
  package: {
    usage: ['package <folder> <model>@<alias> --as mlflow|fastapi|docker|onnx --to <directory>'],
    about: 'a directory that runs without Pipewright, with a test',
    words: 2,
    options: {
      as: ['--as <form>', 'mlflow, fastapi, docker or onnx'],
      to: ['--to <directory>', 'where it is written'],
    },
  },
  env: {
    usage: ['env create <folder>'],
    about: "make the project's .venv and install requirements.txt",
    words: 2,
  },
  secret: {
    usage: ['secret set <folder> <name>', 'secret list <folder>', 'secret remove <folder> <name>'],
    about: "secrets for the project's blocks, kept outside its folder; set reads the value from stdin, or asks for it",
    words: 3,
    example: 'printenv TOKEN | pipewright secret set . token',
  },
  open: { usage: ['open [folder]'], about: 'open the window', words: 1 },
  help: { usage: ['help [command]'], about: 'this text, or that of a command', words: 1 },
}

/** Taken by every command. */
export const commonOptions = ['json', 'trust', 'color', 'help', 'version'] as const
