import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { canvas } from './support/canvas.ts'
import { editor } from './support/editor.ts'
import { picture } from './support/picture.ts'
import { runs } from './support/runs.ts'
import { workbench } from './support/workbench.ts'

const pipeline = 'train_penguin_classifier'
const run = promisify(execFile)

const heavy = `@transformer
def heavy_penguins(rows, *args, **kwargs):
    """Only the heavier half of the penguins goes on."""
    middle = sorted(row['body_mass_g'] for row in rows)[len(rows) // 2]
    kept = [row for row in rows if row['species'] != 'Adelie' or row['body_mass_g'] < middle]
    print(f'{len(kept)} of {len(rows)} penguins go on')
    return [kept]
`

/** What an insertion between two blocks must leave alone: all but the new block's entry and the lines that link the three. */
const untouched = (text: string, uuid: string, [before, after]: readonly [before: string, after: string]): string =>
  text
    .split(/^(?=- )/m)
    .map((entry) => {
      const end = `  uuid: ${uuid}\n`
      if (entry.includes(`\n${end}`)) return entry.slice(entry.indexOf(end) + end.length)
      const other = entry.includes(`\n  uuid: ${before}\n`) ? after : before
      const links = entry.includes(`\n  uuid: ${before}\n`) || entry.includes(`\n  uuid: ${after}\n`)
      return links ? entry.replace(`  - ${uuid}\n`, '').replace(`  - ${other}\n`, '') : entry
    })
    .join('')

/** PyYAML's own reading of the file; null where no Python here has PyYAML. */
const readByPython = async (
  file: string,
): Promise<{ blocks: { uuid: string; upstream_blocks: string[] }[] } | null> => {
  const code = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1])), default=str))'
  const hasYaml = await run('python3', ['-c', 'import yaml']).then(
    () => true,
    () => false,
  )
  return hasYaml ? JSON.parse((await run('python3', ['-c', code, file])).stdout) : null
}

test('the example opens, runs, is changed, grows a block and runs again', async () => {
  await using app = await launchApp({ example: 'penguins' })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  const code = editor(page)
  const project = join(app.dataDirectory, 'examples', 'penguins')
  const history = await runs(page, pipeline)

  await test.step('Run: blocks complete one after the other, lines stream', async () => {
    await bench.showPipeline(pipeline)
    await picture(page, 'story-opened')
    await history.listen()
    await bench.run()
    await expect(bench.log.getByText(/penguins lack a measurement/)).toBeVisible({ timeout: 30_000 })
    await bench.expectBlock('save_model', 'completed')
    await bench.expectBlock('good_enough', 'condition met')
    const { blockRuns, state, reason } = await history.end(1)
    expect({ state, reason }).toEqual({ state: 'completed', reason: null })
    const at = new Map(blockRuns.map(({ blockUuid, startedAt, endedAt }) => [blockUuid, { startedAt, endedAt }]))
    for (const [before, after] of [
      ['load_penguins', 'check_penguins'],
      ['check_penguins', 'split_penguins'],
      ['train_softmax', 'evaluate_models'],
    ] as const) {
      expect(at.get(after)?.startedAt ?? 0).toBeGreaterThanOrEqual(at.get(before)?.endedAt ?? Number.POSITIVE_INFINITY)
    }
    expect(await history.heard()).toMatchObject({ firstLineBeforeEnd: true })
    await picture(page, 'story-run')
  })

  await test.step('a table and a score', async () => {
    await bench.select('evaluate_models')
    const table = page.getByRole('table', { name: /Table of 2 rows/ })
    await expect(table.getByText('softmax')).toBeVisible()
    await picture(page, 'story-table')
    await page.getByRole('tab', { name: 'Metrics' }).click()
    await expect(page.getByRole('row', { name: /^accuracy 0\.9\d/ })).toBeVisible()
    await picture(page, 'story-metrics')
  })

  await test.step('a changed line is on disk at once, and runs up to that block', async () => {
    await bench.block('evaluate_models').dblclick()
    await expect(code.tab('evaluate_models.py')).toBeVisible()
    await code.clickLine('PERMUTATIONS = 20_000')
    await page.keyboard.type('  # shuffles')
    await code.save()
    const text = await readFile(join(project, 'transformers', 'evaluate_models.py'), 'utf8')
    expect(text).toContain('\nPERMUTATIONS = 20_000  # shuffles\n')
    await page.getByRole('button', { name: 'Run to here' }).click()
    const { blockRuns, state } = await history.end(2)
    expect(state).toBe('completed')
    expect(blockRuns.map(({ blockUuid }) => blockUuid)).not.toContain('draw_report')
    await bench.expectBlock('evaluate_models', 'completed')
    await picture(page, 'story-to-here')
  })

  const file = join(project, 'pipelines', pipeline, 'metadata.yaml')
  const before = await readFile(file, 'utf8')
  await test.step('a new transformer is dropped on a link, written and run', async () => {
    await graph.drop(graph.chip('Transformer'), await graph.middleOf('check_penguins', 'split_penguins'))
    await graph.typeName('heavy_penguins')
    await expect(graph.edge('check_penguins', 'heavy_penguins')).toBeAttached()
    await expect(graph.edge('heavy_penguins', 'split_penguins')).toBeAttached()
    await expect(graph.edge('check_penguins', 'split_penguins')).not.toBeAttached()
    await page.keyboard.press('Enter')
    await expect(code.tab('heavy_penguins.py')).toBeVisible()
    await code.replaceAll(heavy)
    await code.save()
    expect(await readFile(join(project, 'transformers', 'heavy_penguins.py'), 'utf8')).toBe(heavy)
    await picture(page, 'story-new-block')
    await bench.run()
    await expect(bench.log.getByText(/penguins go on/)).toBeVisible({ timeout: 30_000 })
    expect(await history.end(3)).toMatchObject({ state: 'completed' })
    await picture(page, 'story-end')
  })

  await test.step('every line of the pipeline that was not touched is as it was', async () => {
    const after = await readFile(file, 'utf8')
    const ends = ['check_penguins', 'split_penguins'] as const
    expect(untouched(after, 'heavy_penguins', ends)).toBe(untouched(before, 'heavy_penguins', ends))
    const read = await readByPython(file)
    test.info().annotations.push({ type: 'PyYAML', description: read === null ? 'not installed: skipped' : 'read it' })
    if (read !== null) {
      expect(read.blocks.find(({ uuid }) => uuid === 'split_penguins')?.upstream_blocks).toEqual(['heavy_penguins'])
    }
  })
  expect(app.errors).toEqual([])
})
