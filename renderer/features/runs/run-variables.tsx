import type { JsonMap } from '#shared/model/json.ts'
import { EmptyState } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'

/** The values a run was given, beside the pipeline's own. */
export const RunVariables = ({ variables }: { readonly variables: JsonMap }) => {
  const entries = Object.entries(variables)
  if (entries.length === 0) {
    return <EmptyState size="sm" title="No variables" text="The run took the defaults of its pipeline." />
  }
  return (
    <ScrollArea label="Variables of the run">
      <table className="w-full border-collapse text-sm">
        <tbody className="select-text font-mono">
          {entries.map(([name, value]) => (
            <tr key={name} className="border-subtle border-b">
              <th scope="row" className="w-56 px-3.5 py-1.5 text-left align-top font-normal text-secondary">
                {name}
              </th>
              <td className="break-words px-3.5 py-1.5 text-primary">{JSON.stringify(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}
