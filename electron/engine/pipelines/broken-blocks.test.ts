import { describe, expect, it } from 'vitest'
import { readBroken } from './temp-pipelines.ts'

const typeNames =
  'data_loader, transformer, data_exporter, sensor, custom, conditional, callback, scratchpad, markdown, chart, extension, dbt, global_data_product'
const block = (uuid: string, ...lines: string[]) =>
  [`- uuid: ${uuid}`, ...(lines.some((line) => line.startsWith('type:')) ? [] : ['type: custom']), ...lines]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n')
const pipeline = (...blocks: string[]) => `blocks:\n${blocks.join('\n')}\nname: p\ntype: python\nuuid: p\n`
const upstream = (...uuids: string[]) => `upstream_blocks: [${uuids.join(', ')}]`

/** Title, file, whether a pipeline is still shown, and what the user is told: `severity code line message`. */
const table: [string, string | Uint8Array, boolean, string[]][] = [
  [
    'blocks that are no list',
    'blocks: load\nuuid: p\n',
    true,
    [
      'error blocks-not-a-list - Expected a list of blocks under "blocks", but found the text "load". Write each block as an item starting with "- ".',
    ],
  ],
  [
    'blocks that are a map',
    'blocks:\n  load:\n    type: custom\nuuid: p\n',
    true,
    [
      'error blocks-not-a-list 2 Expected a list of blocks under "blocks", but found a map. Write each block as an item starting with "- ".',
    ],
  ],
  ['no blocks at all', 'blocks:\nuuid: p\n', true, []],
  [
    'a block that is a word',
    pipeline('- load'),
    true,
    [
      'error block-not-a-map 2 Expected a block with "uuid" and "type" as item 1 of "blocks", but found the text "load". Correct or delete the item.',
    ],
  ],
  [
    'a block without id',
    pipeline('- type: custom'),
    true,
    [
      'error block-without-id 2 Item 1 of "blocks" has no "uuid". Expected the name of its code file without extension; add it or delete the item.',
    ],
  ],
  [
    'a block without type',
    'blocks:\n- uuid: a\nuuid: p\n',
    true,
    [`error unknown-block-type 2 Block "a" has the type nothing. Expected one of ${typeNames}. Correct "type".`],
  ],
  [
    'an unknown type',
    pipeline(block('a', 'type: ai')),
    true,
    [`error unknown-block-type 2 Block "a" has the type "ai". Expected one of ${typeNames}. Correct "type".`],
  ],
  [
    'an unknown language',
    pipeline(block('a', 'language: cobol')),
    true,
    [
      'error unknown-language 2 Block "a" has the language "cobol". Expected one of python, sql, r, yaml, markdown, shell, javascript. Correct "language".',
    ],
  ],
  [
    'an id used twice',
    pipeline(block('a'), block('a')),
    true,
    [
      'error duplicate-block 4 The id "a" is used twice in this pipeline (first at line 2). Expected each id once; rename or delete one of the blocks.',
    ],
  ],
  [
    'a number as id',
    pipeline(block('12')),
    true,
    ["warning block-id-not-text 2 The id of this block is the number 12. Expected text; write '12' in quotes."],
  ],
  [
    'an id that leads out',
    pipeline(block('../../etc/passwd')),
    true,
    [
      'error unsafe-block-id 2 The id "../../etc/passwd" leads out of the block\'s folder. Expected a name such as load_users or users/load; rename the block.',
    ],
  ],
  [
    'upstream that is a word',
    pipeline(block('a'), block('b', 'upstream_blocks: a')),
    true,
    [
      'error upstream-not-a-list 4 Block "b": expected a list of block ids under "upstream_blocks", but found the text "a". Write one "- id" per line.',
    ],
  ],
  [
    'upstream with a map in it',
    pipeline(block('a'), block('b', 'upstream_blocks: [a, {c: d}]')),
    true,
    [
      'error upstream-not-a-list 4 Block "b": item 2 of "upstream_blocks" is a map. Expected a block id; correct or delete it.',
    ],
  ],
  [
    'an unknown upstream',
    pipeline(block('a', upstream('ghost'))),
    true,
    [
      'error unknown-upstream 2 Block "a" waits for "ghost", which is not in this pipeline. Add that block, or take "ghost" out of "upstream_blocks".',
    ],
  ],
  [
    'an upstream that could not be taken',
    pipeline(block('a', 'type: ai'), block('b', upstream('a'))),
    true,
    [`error unknown-block-type 2 Block "a" has the type "ai". Expected one of ${typeNames}. Correct "type".`],
  ],
  [
    'a circle',
    pipeline(block('a', upstream('c')), block('b', upstream('a')), block('c', upstream('b'))),
    true,
    [
      'error cycle 2 The blocks wait for each other in a circle: a → b → c → a. Expected an order in which they can run; remove one of these links.',
    ],
  ],
  [
    'a block that waits for itself',
    pipeline(block('a', upstream('a'))),
    true,
    [
      'error cycle 2 The blocks wait for each other in a circle: a → a. Expected an order in which they can run; remove one of these links.',
    ],
  ],
  [
    'downstream without its mirror',
    pipeline(block('a', 'downstream_blocks: [b]'), block('b')),
    true,
    [
      'warning links-differ 2 Block "a" names "b" under "downstream_blocks", but "b" does not name it under "upstream_blocks". There is no link between them; connect them or delete the line.',
    ],
  ],
  [
    'downstream that is not there',
    pipeline(block('a', 'downstream_blocks: [ghost]')),
    true,
    [
      'warning links-differ 2 Block "a" names "ghost" under "downstream_blocks", which is not in this pipeline. It is ignored; delete the line.',
    ],
  ],
  [
    'a missing code file',
    pipeline(block('gone')),
    true,
    [
      'error missing-file 2 Expected the code of "gone" at custom/gone.py, but there is no such file. Restore it, or remove the block.',
    ],
  ],
  [
    'a missing note',
    pipeline(block('gone', 'type: markdown', 'language: markdown')),
    true,
    [
      'warning missing-file 2 Expected the code of "gone" at markdowns/gone.md, but there is no such file. Restore it, or remove the block.',
    ],
  ],
  [
    'code inside the pipeline file',
    pipeline(block('gone', 'content: x = 1')),
    true,
    [
      'warning inline-code 2 The code of "gone" stands inside the pipeline file, which only old versions of Mage wrote. Move it to custom/gone.py.',
    ],
  ],
  [
    'a link out of the project',
    pipeline(block('outside')),
    true,
    [
      'warning file-outside-project 2 The code of "outside" at custom/outside.py is a link that leads out of the project. It is not opened here; put a copy into the project.',
    ],
  ],
  [
    'a replica without original',
    pipeline(block('a', 'replicated_block: ghost')),
    true,
    [
      'warning unknown-original 2 Block "a" is a replica of "ghost", which is not in this pipeline. Add that block or delete "replicated_block".',
      'error missing-file 2 Expected the code of "a" at custom/ghost.py, but there is no such file. Restore it, or remove the block.',
    ],
  ],
  [
    'configuration that is a list',
    pipeline(block('a', 'configuration: [x]')),
    true,
    [
      'error configuration-not-a-map 2 Block "a": expected a map of settings under "configuration", but found a list. Write "key: value" lines, or {}.',
    ],
  ],
  [
    'a timeout in words',
    pipeline(block('a', 'timeout: soon')),
    true,
    ['warning bad-timeout 2 Expected a number of seconds as "timeout", but found the text "soon". It is ignored.'],
  ],
  [
    'retries that are a number',
    pipeline(block('a', 'retry_config: 3')),
    true,
    [
      'warning bad-retry 2 Expected a map with "retries" and "delay" as "retry_config", but found the number 3. It is ignored.',
    ],
  ],
  [
    'an unknown pipeline type',
    'blocks: []\ntype: magic\nuuid: p\n',
    true,
    [
      'error unknown-pipeline-type - The pipeline\'s type is the text "magic". Expected one of python, streaming, integration, pyspark, databricks, execution_framework. Correct "type"; until then it is taken as python.',
    ],
  ],
  [
    'extensions that check nothing',
    'blocks: []\ntype: python\nuuid: p\nextensions:\n  great_expectations:\n    blocks:\n    - uuid: ge\n      upstream_blocks: [a]\n  other:\n    blocks:\n    - uuid: o\n',
    true,
    [
      'warning extension-not-run 7 Expected the code of the extension "ge" at extensions/ge.py, but there is no such file. Restore it, or take the extension out of this file.',
      'warning extension-not-run 11 The extension "o" is not run: expected one of great_expectations, with an id that names its file.',
    ],
  ],
  [
    'a streaming pipeline',
    'blocks: []\ntype: streaming\nuuid: p\n',
    true,
    [
      'warning pipeline-type-not-runnable - Streaming pipelines can be seen and edited here, but not run yet. Run it in Mage.',
    ],
  ],
  [
    'another id than its folder',
    'blocks: []\nuuid: q\n',
    true,
    [
      'warning uuid-differs - The file calls this pipeline "q", but its folder is "p". The folder counts; correct "uuid".',
    ],
  ],
  [
    'a key used twice',
    'blocks: []\nname: a\nname: b\nuuid: p\n',
    true,
    ['warning duplicate-key 3 The key "name" occurs twice in the same map; the later one counts. Delete one of them.'],
  ],
  [
    'tags that are a word',
    'blocks: []\ntags: daily\nuuid: p\n',
    true,
    ['warning tags-not-a-list - Expected a list under "tags", but found the text "daily". Write one "- tag" per line.'],
  ],
  [
    'variables that are a list',
    'blocks: []\nvariables: [a]\nuuid: p\n',
    true,
    [
      'warning variables-not-a-map - Expected "name: value" lines under "variables", but found a list. They are ignored.',
    ],
  ],
  [
    'a conditional that guards nothing',
    'blocks: []\nconditionals:\n- uuid: a\n  type: conditional\nuuid: p\n',
    true,
    [
      'warning points-at-nothing 3 The conditional "a" guards no block. Expected block ids under its "upstream_blocks"; connect it or remove it.',
    ],
  ],
  [
    'a legacy callback that is gone',
    pipeline(block('a', 'has_callback: true')),
    true,
    [
      'warning missing-callback 2 Block "a" has "has_callback: true", but there is no callbacks/a_callback.py. Restore the file or set has_callback to false.',
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
})
