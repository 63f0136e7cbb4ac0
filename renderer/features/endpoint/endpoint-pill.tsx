import { Badge } from '../../ui/badge.tsx'
import { placeText, versionsText } from './endpoint-words.ts'
import { useEndpoint } from './use-endpoint.ts'

/** Whether and where a model is served: `serving v7 at localhost:7400`. */
export const EndpointPill = ({ modelName }: { readonly modelName: string }) => {
  const status = useEndpoint(modelName)
  switch (status?.state) {
    case 'serving':
      return (
        <Badge tone="success">
          serving {versionsText(status)} at {placeText(status.url)}
        </Badge>
      )
    case 'starting':
      return <Badge tone="running">starting</Badge>
    case 'failed':
      return (
        <span title={status.message ?? undefined}>
          <Badge tone="failed">not served</Badge>
        </span>
      )
    case 'stopped':
    case undefined:
      return null
  }
}
