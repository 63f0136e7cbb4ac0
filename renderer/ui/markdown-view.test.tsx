import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { MarkdownView } from './markdown-view.tsx'

afterEach(cleanup)

test('headings, lists, tables and code are drawn as such', () => {
  render(<MarkdownView text={'# Plan\n\n1. one\n2. two\n\n- [x] done\n\n| a |\n|---|\n| 1 |\n\n`x < 1` &amp; more'} />)
  expect(screen.getByRole('heading', { name: 'Plan', level: 1 })).toBeTruthy()
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['one', 'two', 'done'])
  expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(true)
  expect(screen.getByRole('columnheader', { name: 'a' })).toBeTruthy()
  expect(screen.getByText('x < 1').tagName).toBe('CODE')
  expect(document.body.textContent).toContain('& more')
})

test('HTML stays text: nothing of it gets into the page', () => {
  const text =
    '<img src=x onerror="window.broken = 1">\n\n<script>window.broken = 1</script>\n\nso <b onclick=x>this</b> too'
  render(<MarkdownView text={text} />)
  expect(document.body.querySelector('img, script, b')).toBeNull()
  expect(document.body.textContent).toContain('<script>')
})

test('a link leads where the caller says, and nowhere by itself', async () => {
  const onLink = vi.fn()
  render(<MarkdownView text="[notes](notes/a.md) ![chart](a.png)" onLink={onLink} />)
  await userEvent.click(screen.getByRole('button', { name: 'notes' }))
  expect(onLink).toHaveBeenCalledWith('notes/a.md')
  expect(document.body.querySelector('a, img')).toBeNull()
})
