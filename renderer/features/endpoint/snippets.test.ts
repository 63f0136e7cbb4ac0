import { expect, test } from 'vitest'
import { snippetOf } from './snippets.ts'

const call = {
  url: 'http://localhost:7400',
  modelName: 'churn',
  token: null,
  body: { it: "isn't", on: true, no: null },
}

test('values with quotes survive the shell, and the name the address', () => {
  const text = snippetOf('curl', { ...call, modelName: 'my model' })
  expect(text).toContain('/models/my%20model/predict')
  expect(text).toContain(String.raw`-d '{"it":"isn'\''t","on":true,"no":null}'`)
})

test('Python gets its own words for true and nothing', () => {
  expect(snippetOf('python', call)).toContain(`row = {"it": "isn't", "on": True, "no": None}`)
})

test('a token is named, never written down', () => {
  for (const language of ['curl', 'python', 'javascript'] as const) {
    const text = snippetOf(language, { ...call, token: 'very-secret' })
    expect(text).toContain('ENDPOINT_TOKEN')
    expect(text).not.toContain('very-secret')
  }
})
