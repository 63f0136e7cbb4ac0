import type { EndpointAnswer } from '#shared/model/endpoint.ts'
import { classNames } from '../../ui/class-names.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { latencyText } from './endpoint-words.ts'

const prettyJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** What the endpoint answered, with status and time. */
export const TryAnswer = ({ answer }: { readonly answer: EndpointAnswer }) => (
  <div aria-live="polite" className="flex flex-col gap-1">
    <span
      className={classNames('font-mono text-xs tabular-nums', answer.status < 400 ? 'text-success' : 'text-failed')}
      title={answer.requestId === null ? undefined : `X-Request-Id: ${answer.requestId}`}
    >
      {answer.status} · {latencyText(answer.milliseconds)}
    </span>
    <ScrollArea label="Answer" className="max-h-56">
      <pre className="m-0 select-text whitespace-pre-wrap break-words font-mono text-primary text-xs">
        {prettyJson(answer.body)}
      </pre>
    </ScrollArea>
  </div>
)
