import type { Scope } from '../../commands/command.ts'
import { keysLabel } from '../../commands/keys.ts'
import { commands } from '../../commands/registry.ts'
import { Kbd } from '../../ui/kbd.tsx'

const scopeWords = {
  canvas: 'on the graph',
  editor: 'in the editor',
  notebook: 'in the notebook',
  cell: 'in the text of a cell',
} as const satisfies Record<Scope, string>

/** Every command that has keys. */
export const KeysTable = () => (
  <section className="rounded-lg border border-subtle bg-panel">
    <h3 className="m-0 px-4 pt-3 pb-1 font-semibold text-md text-primary">Keys</h3>
    <table className="w-full border-collapse text-sm">
      <thead className="sr-only">
        <tr>
          <th>Command</th>
          <th>Keys</th>
        </tr>
      </thead>
      <tbody>
        {commands
          .filter((command) => (command.keys ?? []).length > 0)
          .map((command) => (
            <tr key={command.id} className="border-subtle border-t">
              <td className="px-4 py-1 text-primary">
                {command.label}
                {command.scopes === undefined ? null : (
                  <span className="pl-2 text-muted text-xs">
                    {command.scopes.map((scope) => scopeWords[scope]).join(', ')}
                  </span>
                )}
              </td>
              <td className="px-4 py-1 text-right">
                <span className="inline-flex gap-1.5">
                  {command.keys?.map((keys) => (
                    <Kbd key={keys}>{keysLabel(keys)}</Kbd>
                  ))}
                </span>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </section>
)
