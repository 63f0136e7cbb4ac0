import type { ServedModel } from '../served-model.ts'
import { exampleRow } from './openapi.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const style = `
  :root { color-scheme: light dark; }
  body { font: 14px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2.5rem auto; padding: 0 1.5rem; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
  pre { padding: .9rem 1rem; border: 1px solid color-mix(in srgb, currentColor 18%, transparent); border-radius: 8px; overflow-x: auto; }
  code, pre { font: 12.5px/1.55 ui-monospace, monospace; }
  table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
  th { font-weight: 500; opacity: .65; }`

const columnsTable = (model: ServedModel): string => {
  const fields = model.choose(null)?.pool.launch.signature?.inputs ?? []
  if (fields.length === 0) return '<p>The model has no signature: it takes what it is sent.</p>'
  const rows = fields.map(
    ({ name, type, required }) =>
      `<tr><td><code>${escaped(name ?? '–')}</code></td><td>${escaped(type)}</td><td>${required ? 'required' : 'optional'}</td></tr>`,
  )
  return `<table><tr><th>Column</th><th>Type</th><th></th></tr>${rows.join('')}</table>`
}

const modelSection = (model: ServedModel): string => {
  const { name, listen } = model.spec
  const versions = model.versions
    .filter(({ state, route }) => state === 'ready' && route.mode === 'live')
    .map(({ route }) => `v${route.version}`)
    .join(', ')
  const token = listen.token === null ? '' : `  -H 'Authorization: Bearer <token>' \\\n`
  const body = JSON.stringify(exampleRow(model) ?? {}, null, 1)
  const curl = `curl http://localhost:${listen.port}/models/${encodeURIComponent(name)}/predict \\\n${token}  -H 'Content-Type: application/json' \\\n  -d '${body.replaceAll("'", "'\\''")}'`
  return `<h2>${escaped(name)} <small>${escaped(versions)}</small></h2>${columnsTable(model)}<pre>${escaped(curl)}</pre>`
}

const addresses = [
  ['POST /models/&lt;name&gt;/predict', 'one row as an object, or a list of them'],
  ['POST /invocations', 'MLflow: dataframe_split, dataframe_records, instances or inputs; CSV'],
  ['POST /v2/models/&lt;name&gt;/infer', 'Open Inference Protocol v2'],
  ['POST /feedback', 'what was true after all, by the X-Request-Id of an answer'],
  ['GET /ping, /health, /v2/health/ready', 'whether it is ready'],
  ['GET /openapi.json', 'all of it for programs'],
]

/** A page about what a port serves, without scripts. */
export const docsPage = (models: readonly ServedModel[]): string => {
  const list = addresses
    .map(([address, words]) => `<tr><td><code>${address}</code></td><td>${words}</td></tr>`)
    .join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Endpoint</title><style>${style}</style>
<h1>Endpoint</h1><table>${list}</table>${models.map(modelSection).join('')}</html>`
}
