import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { Json } from '#shared/model/json.ts'
import { copyText } from '../../commands/endpoint-commands.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { type SnippetLanguage, snippetLanguages, snippetNames, snippetOf } from './snippets.ts'

type SnippetsProps = {
  readonly url: string
  readonly modelName: string
  readonly token: string | null
  readonly body: Json
}

/** The same request as code, to copy. */
export const Snippets = (call: SnippetsProps) => {
  const [language, setLanguage] = useState<SnippetLanguage>('curl')
  const text = snippetOf(language, call)
  return (
    <div className="border-subtle border-t px-4 pt-2 pb-3">
      <div className="mb-1 flex items-center gap-3">
        {snippetLanguages.map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === language}
            className={classNames(
              'rounded-sm text-xs',
              id === language ? 'font-medium text-primary' : 'text-muted hover:text-secondary',
            )}
            onClick={() => setLanguage(id)}
          >
            {snippetNames[id]}
          </button>
        ))}
        <span className="flex-1" />
        <IconButton size="sm" label={`Copy ${snippetNames[language]}`} onClick={() => void copyText(text)}>
          <Copy size={12} />
        </IconButton>
      </div>
      <ScrollArea label={`The request in ${snippetNames[language]}`} className="max-h-48">
        <pre className="m-0 w-max select-text font-mono text-secondary text-xs">{text}</pre>
      </ScrollArea>
    </div>
  )
}
