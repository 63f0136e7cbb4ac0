import '../../testing/browser.ts'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { samplePipelines } from '../../testing/sample-project.ts'
import { DbtSettings, withDbtKey, withKey } from './dbt-settings.tsx'

afterEach(cleanup)

const sample = Object.values(samplePipelines)[0]?.blocks[0]
if (sample === undefined) throw new Error('the sample has no block')
const model = { ...sample, type: 'dbt', language: 'sql', name: 'orders' } as const
const command = { ...model, language: 'yaml' } as const

test('keys are set beside the others, and taken out when they are emptied', () => {
  const file = { file_path: 'dbt/shop/models/orders.sql' }
  expect(withKey(file, 'limit', 10)).toEqual({ ...file, limit: 10 })
  expect(withKey({ ...file, limit: 10 }, 'limit', null)).toEqual(file)
  expect(withDbtKey({ ...file, dbt: { command: 'run' } }, 'disable_tests', true)).toEqual({
    ...file,
    dbt: { command: 'run', disable_tests: true },
  })
  expect(withDbtKey({ ...file, dbt: { command: 'run' } }, 'command', '')).toEqual(file)
})

test('the target of a model is written where Mage reads it, and emptied leaves it to profiles.yml', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn()
  const shown = render(<DbtSettings block={{ ...model, configuration: {} }} onChange={onChange} />)
  await user.type(screen.getByRole('textbox', { name: 'Target' }), 'prod{Enter}')
  expect(onChange).toHaveBeenCalledWith({ dbt_profile_target: 'prod' }, 'Change target of orders')
  shown.rerender(
    <DbtSettings block={{ ...model, configuration: { dbt_profile_target: 'prod' } }} onChange={onChange} />,
  )
  await user.clear(screen.getByRole('textbox', { name: 'Target' }))
  await user.keyboard('{Enter}')
  expect(onChange).toHaveBeenLastCalledWith({}, 'Change target of orders')
  expect(screen.queryByRole('textbox', { name: 'Command' })).toBeNull()
})

test('a command block has a command and a project instead of rows', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn()
  const configuration = { dbt_project_name: 'dbt/shop', dbt: { command: 'run' } }
  render(<DbtSettings block={{ ...command, configuration }} onChange={onChange} />)
  expect(screen.getByRole('textbox', { name: 'dbt project' })).toHaveProperty('value', 'dbt/shop')
  await user.clear(screen.getByRole('textbox', { name: 'Command' }))
  await user.type(screen.getByRole('textbox', { name: 'Command' }), 'test{Enter}')
  const changed = { dbt_project_name: 'dbt/shop', dbt: { command: 'test' } }
  expect(onChange).toHaveBeenCalledWith(changed, 'Change dbt command of orders')
  expect(screen.queryByRole('textbox', { name: 'Rows to show' })).toBeNull()
})
