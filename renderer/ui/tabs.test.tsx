import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import '../testing/browser.ts'
import { TabActions, Tabs } from './tabs.tsx'

afterEach(cleanup)

const items = [
  { id: 'logs', label: 'Logs' },
  { id: 'problems', label: 'Problems', count: 2 },
] as const

const Sample = () => {
  const [active, setActive] = useState<'logs' | 'problems'>('logs')
  return (
    <Tabs label="Bottom" items={items} active={active} onChange={setActive}>
      <TabActions>
        <button type="button">Follow</button>
      </TabActions>
      <p>{`content of ${active}`}</p>
    </Tabs>
  )
}

test('a tab shows its content and its count', async () => {
  render(<Sample />)
  await userEvent.click(screen.getByRole('tab', { name: /Problems/ }))
  expect(screen.getByRole('tabpanel').textContent).toContain('content of problems')
  expect(screen.getByRole('tab', { name: /Problems/ }).textContent).toContain('2')
})

test('tabs are moved through by arrows and chosen by Enter', async () => {
  render(<Sample />)
  screen.getByRole('tab', { name: 'Logs' }).focus()
  await userEvent.keyboard('{ArrowRight}{Enter}')
  expect(screen.getByText('content of problems')).toBeDefined()
})

test('content puts its actions into the bar', async () => {
  render(<Sample />)
  const follow = await screen.findByRole('button', { name: 'Follow' })
  expect(screen.getByRole('tabpanel').contains(follow)).toBe(false)
})

test('tabs that have no room say on which side there are more', () => {
  render(<Sample />)
  const list = screen.getByRole('tablist')
  Object.defineProperties(list, { scrollWidth: { value: 300 }, clientWidth: { value: 200 } })
  const scrollTo = (left: number) => {
    list.scrollLeft = left
    list.dispatchEvent(new Event('scroll'))
    return list.dataset.more
  }
  expect(scrollTo(0)).toBe('end')
  expect(scrollTo(50)).toBe('start end')
  expect(scrollTo(100)).toBe('start')
})
