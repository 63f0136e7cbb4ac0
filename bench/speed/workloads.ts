import { mkdir, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createTempProject, type TempBlock, type TempProject } from '#engine/testing/temp-project.ts'

/** The first line of user code: appends its name, the time of the monotonic clock and its process to a file. */
const mark = `import os, time

def mark(name):
    with open(os.environ['BENCH_LOG'], 'a') as file:
        file.write(f'{name} {time.monotonic():.6f} {os.getpid()}\\n')
`

type Marked = Pick<TempBlock, 'uuid' | 'upstream' | 'configuration'> & {
  readonly parameters?: string
  /** Lines of the function behind the mark. */
  readonly body?: readonly string[]
  readonly imports?: string
}

const marked = ({ uuid, upstream = [], configuration = {}, ...code }: Marked): TempBlock => {
  const { parameters = '*args, **kwargs', body = ['return 1'], imports = '' } = code
  const lines = [`mark('${uuid}')`, ...body].map((line) => `    ${line}\n`).join('')
  return {
    uuid,
    upstream,
    configuration,
    type: 'custom',
    code: `${imports}${mark}\n\n@custom\ndef f(${parameters}):\n${lines}`,
  }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** `count` blocks one after another that do nothing. */
export const chain = (count: number): readonly TempBlock[] =>
  numbers(count).map((number) =>
    marked({ uuid: `step_${number}`, upstream: number === 1 ? [] : [`step_${number - 1}`] }),
  )

/** One root, `count` blocks below it side by side, one that joins them. */
export const wide = (count: number): readonly TempBlock[] => {
  const children = numbers(count).map((number) => `child_${number}`)
  return [
    marked({ uuid: 'root' }),
    ...children.map((uuid) => marked({ uuid, upstream: ['root'] })),
    marked({ uuid: 'join', upstream: children }),
  ]
}

/** A frame of 1,000,000 × 10 floats made, passed on changed, and summed; a mark before and after each block's own work. */
export const data = (): readonly TempBlock[] => [
  marked({
    uuid: 'data1',
    body: [
      "columns = [f'c{number}' for number in range(10)]",
      'frame = pandas.DataFrame(numpy.random.default_rng(0).random((1_000_000, 10)), columns=columns)',
      "mark('data1_end')",
      'return frame',
    ],
    imports: 'import numpy\nimport pandas\n',
  }),
  marked({
    uuid: 'data2',
    upstream: ['data1'],
    parameters: 'frame, *args, **kwargs',
    body: ['frame += 1.0', "mark('data2_end')", 'return frame'],
  }),
  marked({
    uuid: 'data3',
    upstream: ['data2'],
    parameters: 'frame, *args, **kwargs',
    body: ['total = float(frame.to_numpy().sum())', "mark('data3_end')", 'return total'],
  }),
]

/** A dynamic block that gives `count` items, and the block below it that runs once per item. */
export const dynamic = (count: number): readonly TempBlock[] => [
  marked({ uuid: 'parent', configuration: { dynamic: true }, body: [`return [list(range(${count}))]`] }),
  marked({ uuid: 'child', upstream: ['parent'] }),
]

/** A block that needs what most blocks need. */
export const importing = (): readonly TempBlock[] => [
  marked({ uuid: 'imports', imports: 'import pandas\nimport sklearn\n' }),
]

/** A project with one pipeline of the same name, whose blocks run in this interpreter. */
export const benchProject = async (
  name: string,
  blocks: readonly TempBlock[],
  python: string,
): Promise<TempProject> => {
  const project = await createTempProject([{ uuid: name, blocks }], name)
  await useInterpreter(project, python)
  return project
}

/** Links the environment of an interpreter into the project, as a person would make one there. */
const useInterpreter = async (project: TempProject, python: string): Promise<void> => {
  await mkdir(project.path, { recursive: true })
  await symlink(dirname(dirname(python)), project.at('.venv'))
}
