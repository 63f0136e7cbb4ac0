import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { blockCode, dataModules, modulesToPreload, packagesStamp } from './preload.ts'

describe.runIf(process.platform === 'linux')('loading libraries ahead', () => {
  const of = (...texts: string[]) => modulesToPreload(texts.map((text) => Buffer.from(text)))

  it('takes slow libraries that a block imports, wherever the import stands', () => {
    expect(of('import pandas as pd\n', 'def f():\n    from sklearn.svm import SVC\n')).toEqual(['pandas', 'sklearn'])
    expect(of('# import pandas\nimport pandas_like\nx = "import numpy"')).toEqual([])
  })

  it('takes what a block imports or is given, as far as data is made of it', () => {
    const code = Buffer.from('import pandas\nimport sklearn\n')
    const frame = { pythonType: 'pandas.core.frame.DataFrame' }
    expect(dataModules(code, [])).toEqual(['pandas'])
    expect(dataModules(Buffer.from(''), [{ pythonType: 'numpy.ndarray' }, frame])).toEqual(['numpy', 'pandas'])
    expect(dataModules(Buffer.from(''), [{ pythonType: 'sklearn.svm._classes.SVC' }, { pythonType: 'int' }])).toEqual(
      [],
    )
  })

  it('looks at the block files of a project only', async () => {
    await using folder = await createTempProject([{ uuid: 'train', blocks: [{ uuid: 'a', code: 'import numpy' }] }])
    await folder.write('utils/b.py', 'import pandas')
    expect(modulesToPreload(await blockCode(folder.path))).toEqual(['numpy'])
  })

  it('notices that packages changed, and loads nothing where it could not notice', async () => {
    await using folder = await createTempProject()
    const interpreter = folder.at('venv/bin/python')
    expect(packagesStamp(interpreter)).toBeNull()
    const packages = folder.at('venv/lib/python3.12/site-packages')
    await mkdir(packages, { recursive: true })
    await utimes(packages, 1, 1)
    const before = packagesStamp(interpreter)
    await writeFile(join(packages, 'new.py'), '')
    expect(packagesStamp(interpreter)).not.toBe(before)
    await rm(packages, { recursive: true })
  })
})
