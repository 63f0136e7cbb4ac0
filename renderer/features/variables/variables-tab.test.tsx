import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { showApp } from '../../testing/show-app.tsx'
import { convertValue, parseValue, variableNameProblem } from './variable-values.ts'

const openVariables = async () => {
  const shown = showApp()
  await shown.user.click(await screen.findByRole('tab', { name: 'Variables' }))
  await screen.findByRole('rowheader', { name: 'epochs' })
  const edited = () =>
    shown.bridge
      .asked('pipeline.edit')
      .flatMap(({ edits }) => edits.flatMap((edit) => ('variables' in edit ? [edit.variables] : [])))
  return { ...shown, edited }
}

test('a number is saved when its field is left', async () => {
  const { user, edited } = await openVariables()
  const field = screen.getByRole('textbox', { name: 'Value of epochs' })
  await user.clear(field)
  await user.type(field, '80')
  await user.tab()
  await waitFor(() => expect(edited().at(-1)).toMatchObject({ epochs: 80, target: 'churned' }))
})

test('a value of the wrong type is said and not saved', async () => {
  const { user, edited } = await openVariables()
  const field = screen.getByRole('textbox', { name: 'Value of epochs' })
  await user.clear(field)
  await user.type(field, 'many{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('A number was expected')
  expect(edited()).toEqual([])
})

test('a variable can be added and removed', async () => {
  const { user, edited } = await openVariables()
  await user.type(screen.getByRole('textbox', { name: 'Name of a new variable' }), 'seed{Enter}')
  await screen.findByRole('rowheader', { name: 'seed' })
  await user.click(screen.getByRole('button', { name: 'Remove seed' }))
  await waitFor(() => expect(screen.queryByRole('rowheader', { name: 'seed' })).toBeNull())
  expect(edited().length).toBe(2)
})

test('names that cannot be keyword arguments are refused', () => {
  expect(variableNameProblem('2nd', {})).not.toBeNull()
  expect(variableNameProblem('a-b', {})).not.toBeNull()
  expect(variableNameProblem('target', { target: 1 })).not.toBeNull()
  expect(variableNameProblem('größe', {})).toBeNull()
})

test('a value keeps its meaning in another type where it can', () => {
  expect(convertValue('50', 'number')).toBe(50)
  expect(convertValue(50, 'text')).toBe('50')
  expect(convertValue('[1, 2]', 'json')).toEqual([1, 2])
  expect(convertValue(5, 'json')).toEqual([5])
  expect(parseValue('json', '{').ok).toBe(false)
})
