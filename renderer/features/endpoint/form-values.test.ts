import { expect, test } from 'vitest'
import { modelSignatureSchema } from '#shared/model/registry.ts'
import { formFields, initialValues, rowOf } from './form-values.ts'

const signature = modelSignatureSchema.parse({
  inputs: [
    { name: 'tenure', type: 'long' },
    { name: 'monthly', type: 'double' },
    { name: 'contract', type: 'string', required: false },
    { name: 'senior', type: 'boolean' },
  ],
  outputs: null,
})
const fields = formFields(signature)

test('fields begin with the input example and give its row back', () => {
  const example = { tenure: 2, monthly: 53.85, contract: 'One year', senior: false }
  expect(rowOf(fields, initialValues(fields, example))).toEqual(example)
})

test('an empty field is missing where it is required and left out where it is not', () => {
  expect(rowOf(fields, { tenure: '2' })).toEqual({ tenure: 2, monthly: null, senior: null })
})

test('what does not fit is sent as typed, so that the endpoint says what it expects', () => {
  expect(rowOf(fields, { tenure: 'two', monthly: '1e999', senior: 'maybe', contract: '12' })).toEqual({
    tenure: 'two',
    monthly: '1e999',
    senior: 'maybe',
    contract: '12',
  })
})

test('tensors and columns without names make no form', () => {
  expect(
    formFields(modelSignatureSchema.parse({ inputs: [{ type: 'tensor' }, { type: 'double' }], outputs: null })),
  ).toEqual([])
})
