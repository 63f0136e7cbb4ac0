import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { readPipeline } from './read-pipeline.ts'
import { readBroken } from './temp-pipelines.ts'

/** Title, file, whether a pipeline is still shown, and what the user is told: `severity code line message`. */
const table: [string, string | Uint8Array, boolean, string[]][] = [
  [
    'an empty file',
    '',
    false,
    [
      'error empty-file - Expected a pipeline with "blocks", but the file is empty. Restore it from git or delete the pipeline.',
    ],
  ],
  [
    'a file of comments',
    '# nothing\n',
    false,
    [
      'error empty-file - Expected a pipeline with "blocks", but the file is empty. Restore it from git or delete the pipeline.',
    ],
  ],
  [
    'a file that is no map',
    '- a\n- b\n',
    false,
    [
      'error not-a-map 1 Expected a pipeline with keys such as "uuid", "type" and "blocks", but the file holds a list. Restore it or write those keys.',
    ],
  ],
  [
    'a file of one word',
    'hello\n',
    false,
    [
      'error not-a-map 1 Expected a pipeline with keys such as "uuid", "type" and "blocks", but the file holds the text "hello". Restore it or write those keys.',
    ],
  ],
  [
    'bad YAML',
    'name: p\nblocks: [a\nuuid: p\n',
    false,
    [
      'error yaml-syntax 3 Expected YAML, but it breaks off at line 3: Flow sequence in block collection must be sufficiently indented and end with a ]. Correct that line.',
    ],
  ],
  [
    'an open quote',
    'name: "p\nuuid: p\n',
    false,
    ['error yaml-syntax 3 Expected YAML, but it breaks off at line 3: Missing closing "quote. Correct that line.'],
  ],
  [
    'a tab as indentation',
    'blocks:\n- uuid: a\n\ttype: custom\n',
    false,
    [
      'error yaml-syntax 3 Expected YAML, but it breaks off at line 3: Tabs are not allowed as indentation. Correct that line.',
    ],
  ],
  [
    'an unknown anchor',
    'a: *nowhere\nblocks: []\n',
    false,
    [
      'error yaml-syntax 1 Expected YAML, but it breaks off at line 1: nothing is named "&nowhere", which "*nowhere" stands for. Correct that line.',
    ],
  ],
  [
    'two documents',
    'name: p\n---\nname: q\n',
    false,
    [
      'error yaml-syntax 2 Expected YAML, but it breaks off at line 2: a second document begins with "---". Correct that line.',
    ],
  ],
  [
    'an unfinished merge',
    'blocks: []\n<<<<<<< HEAD\nname: p\n=======\nname: q\n>>>>>>> other\n',
    false,
    [
      'error merge-conflict 2 Line 2 is a mark of an unfinished merge. Choose one of the two sides, and delete the lines with <<<<<<<, ======= and >>>>>>>.',
    ],
  ],
  [
    'bytes that are not UTF-8',
    Uint8Array.of(0x6e, 0x3a, 0x20, 0xe9, 0x0a),
    false,
    ['error not-utf8 - Expected UTF-8 text, but the file holds bytes that are not. Save it again with UTF-8 encoding.'],
  ],
  [
    'UTF-16',
    Buffer.from('\uFEFFname: p\n', 'utf16le'),
    false,
    ['error not-utf8 - Expected UTF-8 text, but the file holds bytes that are not. Save it again with UTF-8 encoding.'],
  ],
  [
    'a huge file',
    `blocks: []\n#${'x'.repeat(6 * 1024 * 1024)}\n`,
    false,
    [
      'error file-too-big - Expected a file of at most 5 MB, but this one has 6.0 MB. Move large values into files of their own.',
    ],
  ],
  [
    'anchors that unfold without end',
    Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${Array(9).fill(n === 0 ? '1' : `*a${n - 1}`)}]`).join('\n'),
    false,
    [
      'error yaml-syntax - Expected YAML, but it breaks off: its anchors unfold to more than a million values. Correct that line.',
    ],
  ],
]

describe('a pipeline file', () => {
  it.each(table)(
    'with %s says what was expected, what came and what to do',
    async (_, ...[content, shown, messages]) => {
      const reading = await readBroken(content)
      expect(reading.messages).toEqual(messages)
      expect(reading.shown).toBe(shown)
      expect(new Set(reading.problems.map(({ id }) => id)).size).toBe(messages.length)
      for (const problem of reading.problems)
        expect(problem).toMatchObject({ file: 'pipelines/p/metadata.yaml', pipelineUuid: 'p' })
    },
  )

  it('that is missing, or is a folder, says so', async () => {
    await using project = await createTempProject([])
    await mkdir(project.at('pipelines/p/metadata.yaml'), { recursive: true })
    expect((await readPipeline(project.path, 'p')).problems[0]?.message).toBe(
      'Expected a file, but there is a folder of this name. Rename the folder.',
    )
    expect((await readPipeline(project.path, 'q')).problems[0]?.message).toBe(
      "Expected the pipeline's file at pipelines/q/metadata.yaml, but there is none. Restore it or delete the folder.",
    )
  })

  it('with a broken layout is shown all the same, laid out automatically', async () => {
    await using project = await createTempProject([{ uuid: 'p', blocks: [{ uuid: 'a' }] }])
    await project.write('pipelines/p/layout.json', '{"blocks": {"a": {"x": 1')
    const { pipeline: read, problems } = await readPipeline(project.path, 'p')
    expect(read?.positions).toEqual({})
    expect(problems.map(({ message, file }) => [file, message])).toEqual([
      [
        'pipelines/p/layout.json',
        'Expected JSON with positions under "blocks", but the file holds something else. The blocks are laid out automatically until it is mended or deleted.',
      ],
    ])
    await project.write('pipelines/p/layout.json', '{"version":1,"blocks":{"a":{"x":1,"y":2},"b":{"x":"no"}}}')
    expect((await readPipeline(project.path, 'p')).pipeline?.positions).toEqual({ a: { x: 1, y: 2 } })
  })
})
