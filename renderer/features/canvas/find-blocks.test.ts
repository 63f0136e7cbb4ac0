import { expect, test } from 'vitest'
import { testBlock } from '../../testing/graph-fixture.ts'
import { findBlocks } from './find-blocks.ts'

const blocks = [
  testBlock('train_model'),
  testBlock('model', [], { language: 'sql', file: 'transformers/model.sql' }),
  testBlock('load', [], { type: 'data_loader', file: 'data_loaders/load.py' }),
]
const names = (text: string) => findBlocks(blocks, text).map((block) => block.uuid)

test('the exact name comes first', () => {
  expect(names('model')).toEqual(['model', 'train_model'])
})

test('every word must be found, in name, type or language', () => {
  expect(names('transformer sql')).toEqual(['model'])
  expect(names('data loader')).toEqual(['load'])
})

test('an empty text finds all', () => {
  expect(names('')).toHaveLength(3)
})
