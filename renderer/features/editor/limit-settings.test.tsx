import '../../testing/browser.ts'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { samplePipelines } from '../../testing/sample-project.ts'
import { LimitSettings, withLimit, withReuse } from './limit-settings.tsx'

afterEach(cleanup)

test('a limit is put beside the other configuration, and taken out when it is emptied', () => {
  const limited = withLimit({ batch_size: 100 }, 'memory_mb', 500)
  expect(limited).toEqual({ batch_size: 100, limits: { memory_mb: 500 } })
  expect(withLimit(limited, 'cpu_seconds', 3)).toEqual({ batch_size: 100, limits: { memory_mb: 500, cpu_seconds: 3 } })
  expect(withLimit(limited, 'memory_mb', null)).toEqual({ batch_size: 100 })
})

test('the rule of reuse is a key of its own, absent by default', () => {
  expect(withReuse({ a: 1 }, 'reuse')).toEqual({ a: 1, reuse: true })
  expect(withReuse({ a: 1, reuse: true }, 'run')).toEqual({ a: 1, reuse: false })
  expect(withReuse({ a: 1, reuse: true }, 'by-type')).toEqual({ a: 1 })
})

test('a number typed into a field becomes the limit of the block', async () => {
  const user = userEvent.setup()
  const block = Object.values(samplePipelines)[0]?.blocks[0]
  if (block === undefined) throw new Error('the sample has no block')
  const onChange = vi.fn()
  render(<LimitSettings block={{ ...block, configuration: { limits: { open_files: 64 } } }} onChange={onChange} />)
  expect(screen.getByRole('textbox', { name: 'Open files' })).toHaveProperty('value', '64')
  await user.type(screen.getByRole('textbox', { name: 'Memory' }), '750{Enter}')
  expect(onChange).toHaveBeenCalledWith(
    { limits: { open_files: 64, memory_mb: 750 } },
    `Change limits of ${block.name}`,
  )
})
