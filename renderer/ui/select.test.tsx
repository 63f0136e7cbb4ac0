import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import '../testing/browser.ts'
import { Select } from './select.tsx'

const options = Array.from({ length: 1000 }, (_, index) => ({ value: `b${index}`, label: `block ${index}` }))

const Choice = () => {
  const [value, setValue] = useState('b7')
  return <Select label="Block" value={value} options={options} onChange={setValue} />
}

test('a thousand options are in the document only while they are chosen from', async () => {
  const user = userEvent.setup()
  render(<Choice />)
  const trigger = screen.getByRole('combobox', { name: 'Block' })
  expect(trigger.textContent).toBe('block 7')
  expect(document.querySelectorAll('option').length).toBeLessThan(10)
  await user.click(trigger)
  await user.click(screen.getByRole('option', { name: 'block 999' }))
  expect(trigger.textContent).toBe('block 999')
  expect(screen.queryByRole('option', { name: 'block 7' })).toBeNull()
})
