import { expect, test } from 'vitest'
import type { BlockFile } from '#shared/model/block.ts'
import { fileTree } from './file-tree.ts'

const file = (path: string): BlockFile => ({
  file: path,
  uuid: path,
  type: 'transformer',
  language: 'python',
  pipelines: [],
})

test('files are sorted into their folders by name', () => {
  const tree = fileTree([file('transformers/b.py'), file('transformers/deep/c.py'), file('data_loaders/a.py')])
  expect(tree.folders.map((folder) => folder.path)).toEqual(['data_loaders', 'transformers'])
  expect(tree.folders[1]?.tree.files.map(({ name }) => name)).toEqual(['b.py'])
  expect(tree.folders[1]?.tree.folders.map((folder) => folder.path)).toEqual(['transformers/deep'])
})

test('no files give an empty tree', () => {
  expect(fileTree([])).toEqual({ folders: [], files: [] })
})
