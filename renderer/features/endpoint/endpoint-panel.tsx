import { EndpointCard } from './endpoint-card.tsx'
import { TryItCard } from './try-it-card.tsx'
import { useEndpoint } from './use-endpoint.ts'

/** Beside the versions of a model: what answers, and a form to try it. */
export const EndpointPanel = ({ modelName }: { readonly modelName: string }) => {
  const status = useEndpoint(modelName)
  if (status === undefined) return null
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <TryItCard status={status} />
      <EndpointCard status={status} />
    </div>
  )
}
