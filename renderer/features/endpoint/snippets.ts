import type { Json } from '#shared/model/json.ts'

export const snippetLanguages = ['curl', 'python', 'javascript'] as const
export type SnippetLanguage = (typeof snippetLanguages)[number]

export const snippetNames = { curl: 'curl', python: 'Python', javascript: 'JavaScript' } as const

type Call = { readonly url: string; readonly modelName: string; readonly token: string | null; readonly body: Json }

/** A text in single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** JSON as Python writes it. */
const pythonOf = (value: Json): string => {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(', ')}]`
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonOf(item)}`)
      .join(', ')}}`
  }
  return JSON.stringify(value)
}

/** Code that sends a row to an endpoint. The token is read from the environment, so that it does not end up in a file. */
export const snippetOf = (language: SnippetLanguage, { url, modelName, token, body }: Call): string => {
  const address = `${url}/models/${encodeURIComponent(modelName)}/predict`
  switch (language) {
    case 'curl':
      return [
        `curl ${address} \\`,
        ...(token === null ? [] : ['  -H "Authorization: Bearer $ENDPOINT_TOKEN" \\']),
        "  -H 'Content-Type: application/json' \\",
        `  -d ${quoted(JSON.stringify(body))}`,
      ].join('\n')
    case 'python':
      return [
        ...(token === null ? [] : ['import os']),
        'import requests',
        '',
        `row = ${pythonOf(body)}`,
        ...(token === null ? [] : ['headers = {"Authorization": f"Bearer {os.environ[\'ENDPOINT_TOKEN\']}"}']),
        `answer = requests.post("${address}", json=row${token === null ? '' : ', headers=headers'}, timeout=30)`,
        'answer.raise_for_status()',
        'print(answer.json())',
      ].join('\n')
    case 'javascript':
      return [
        `const answer = await fetch('${address}', {`,
        "  method: 'POST',",
        `  headers: { 'Content-Type': 'application/json'${token === null ? '' : ", Authorization: 'Bearer ' + process.env.ENDPOINT_TOKEN"} },`,
        `  body: JSON.stringify(${JSON.stringify(body)}),`,
        '})',
        'console.log(await answer.json())',
      ].join('\n')
  }
}
