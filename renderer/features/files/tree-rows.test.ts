import { describe, expect, it } from 'vitest'
import { joined, wrongName } from './file-names.ts'
import { type Listing, treeAction, treeRows } from './tree-rows.ts'

const file = (path: string) => ({ path, kind: 'file' as const, size: 1 })
const folder = (path: string) => ({ path, kind: 'folder' as const, size: 0 })
const listings = new Map<string, Listing>([
  ['', { entries: [file('b10.py'), file('b2.py'), folder('src'), folder('empty')] }],
  ['src', { entries: [file('src/a.py')] }],
  ['empty', { entries: [] }],
])

const shown = (open: string[]) =>
  treeRows(listings, new Set(open)).map(
    (row) => `${' '.repeat(row.depth)}${row.kind === 'entry' ? row.name : `(${row.text})`}`,
  )

describe('rows of the tree', () => {
  it('show folders first and sort numbers by value', () => {
    expect(shown([])).toEqual(['empty', 'src', 'b2.py', 'b10.py'])
  })

  it('show what is in open folders, and say where nothing is', () => {
    expect(shown(['src', 'empty'])).toEqual(['empty', ' (Empty)', 'src', ' a.py', 'b2.py', 'b10.py'])
  })

  it('say that a folder is being read', () => {
    expect(treeRows(new Map([['', { entries: [folder('x')] }]]), new Set(['x'])).at(-1)).toMatchObject({
      text: 'Reading…',
    })
  })
})

describe('keys in the tree', () => {
  const rows = treeRows(listings, new Set(['src']))
  const press = (key: string, focused: string | null) => treeAction(key, rows, focused)

  it('move, fold, open and change', () => {
    expect(press('ArrowDown', null)).toEqual({ kind: 'go', path: 'empty' })
    expect(press('ArrowDown', 'src')).toEqual({ kind: 'go', path: 'src/a.py' })
    expect(press('ArrowUp', 'src')).toEqual({ kind: 'go', path: 'empty' })
    expect(press('ArrowRight', 'empty')).toEqual({ kind: 'unfold', path: 'empty' })
    expect(press('ArrowRight', 'src')).toEqual({ kind: 'go', path: 'src/a.py' })
    expect(press('ArrowLeft', 'src')).toEqual({ kind: 'fold', path: 'src' })
    expect(press('ArrowLeft', 'src/a.py')).toEqual({ kind: 'go', path: 'src' })
    expect(press('Enter', 'src/a.py')).toEqual({ kind: 'open', path: 'src/a.py' })
    expect(press('F2', 'b2.py')).toEqual({ kind: 'rename', path: 'b2.py' })
    expect(press('Delete', 'b2.py')).toEqual({ kind: 'delete', path: 'b2.py' })
    expect(press('End', 'src')).toEqual({ kind: 'go', path: 'b10.py' })
  })

  it('do nothing at the ends and for other keys', () => {
    expect(press('ArrowDown', 'b10.py')).toBeNull()
    expect(press('ArrowUp', 'empty')).toBeNull()
    expect(press('x', 'src')).toBeNull()
  })
})

describe('names of files', () => {
  it('must work on every system and stay inside', () => {
    expect(['a.py', 'utils/dates.py', 'ünï.txt'].map(wrongName)).toEqual([null, null, null])
    for (const name of ['', ' ', '/a', 'a/', '../a', 'a/../b', 'a:b', 'a?', 'dot.', 'a//b']) {
      expect(wrongName(name), name).not.toBeNull()
    }
    expect(joined('', ' a ')).toBe('a')
    expect(joined('x/y', 'a')).toBe('x/y/a')
  })
})
