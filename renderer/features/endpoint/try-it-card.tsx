import { useState } from 'react'
import type { EndpointAnswer, EndpointStatus } from '#shared/model/endpoint.ts'
import type { Json } from '#shared/model/json.ts'
import { tryEndpoint } from '../../commands/endpoint-commands.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { TextArea } from '../../ui/field.tsx'
import { type FormValues, formFields, initialValues, rowOf } from './form-values.ts'
import { Snippets } from './snippets-view.tsx'
import { TryAnswer } from './try-answer.tsx'
import { TryForm } from './try-form.tsx'
import { useEndpoint } from './use-endpoint.ts'

const parsed = (text: string): Json | null => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** The row as fields, or as JSON for models without named columns and for who wants to type it. */
const useBody = ({ signature, example }: EndpointStatus) => {
  const fields = formFields(signature)
  const [values, setValues] = useState<FormValues | null>(null)
  const [json, setJson] = useState<string | null>(null)
  const shown = values ?? initialValues(fields, example)
  const row = fields.length === 0 ? (example ?? {}) : rowOf(fields, shown)
  const isJson = json !== null || fields.length === 0
  const text = json ?? JSON.stringify(row, null, 2)
  return { fields, shown, setValues, isJson, text, setJson, body: isJson ? text : JSON.stringify(row), row }
}

const Request = ({ status }: { readonly status: EndpointStatus }) => {
  const { modelName, url } = status
  const form = useBody(status)
  const [answer, setAnswer] = useState<EndpointAnswer | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    setAnswer(await tryEndpoint(modelName, form.body))
    setBusy(false)
  }
  return (
    <>
      <form
        className="flex flex-col gap-3 px-4 pt-1 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {form.isJson ? (
          <TextArea
            label="Row as JSON"
            value={form.text}
            onChange={form.setJson}
            rows={6}
            className="font-mono text-xs"
          />
        ) : (
          <TryForm fields={form.fields} values={form.shown} onChange={form.setValues} />
        )}
        <div className="flex items-center gap-3">
          <Button type="submit" variant="primary" size="sm" disabled={busy}>
            {busy ? 'Sending…' : 'Send'}
          </Button>
          {form.fields.length === 0 ? null : (
            <button
              type="button"
              className="rounded-sm text-muted text-xs hover:text-secondary"
              onClick={() => form.setJson(form.isJson ? null : form.text)}
            >
              {form.isJson ? 'As fields' : 'As JSON'}
            </button>
          )}
        </div>
        {answer === null ? null : <TryAnswer answer={answer} />}
      </form>
      {url === null ? null : (
        <Snippets
          url={url}
          modelName={modelName}
          token={status.token}
          body={form.isJson ? (parsed(form.text) ?? form.row) : form.row}
        />
      )}
    </>
  )
}

/** A form to send a row to the endpoint, with its answer and the same as code. */
export const TryItCard = ({ modelName }: { readonly modelName: string }) => {
  const status = useEndpoint(modelName)
  const isStarting = status?.state === 'starting'
  return (
    <Card title="Try it" note={`POST /models/${modelName}/predict`}>
      {status?.state === 'serving' ? (
        // A version with other columns begins with its own example.
        <Request key={JSON.stringify(status.signature)} status={status} />
      ) : (
        <EmptyState
          size="sm"
          title={isStarting ? 'The model is being loaded' : 'The model is not served'}
          text={
            isStarting
              ? 'It answers as soon as its workers have loaded it.'
              : 'Serve it to send it a row and to see its answer.'
          }
        />
      )}
    </Card>
  )
}
