import { useState } from 'react'
import type { ProjectTemplate } from '#shared/model/project.ts'
import { openExample } from '../../commands/project-opening.ts'
import { Spinner } from '../../ui/feedback.tsx'

const Card = ({ example }: { readonly example: ProjectTemplate }) => {
  const [opening, setOpening] = useState(false)
  const open = async () => {
    setOpening(true)
    await openExample(example.id)
    setOpening(false)
  }
  return (
    <li>
      <button
        type="button"
        disabled={opening}
        className="flex h-full w-full flex-col gap-1 rounded-lg border border-subtle bg-panel p-4 text-left transition-colors duration-100 hover:border-strong hover:bg-hover"
        onClick={() => void open()}
      >
        <span className="flex w-full items-center gap-2 font-medium text-md text-primary">
          {example.name}
          {opening && <Spinner label="Opening the example" size={12} />}
        </span>
        <span className="text-secondary text-sm">{example.description}</span>
      </button>
    </li>
  )
}

/** Bundled examples; a click copies one and opens it. */
export const Examples = ({ examples }: { readonly examples: readonly ProjectTemplate[] }) =>
  examples.length === 0 ? null : (
    <section aria-labelledby="examples">
      <h2 id="examples" className="m-0 pb-2 font-semibold text-muted text-xs uppercase tracking-[0.08em]">
        Examples
      </h2>
      <ul className="m-0 grid list-none grid-cols-3 gap-3 p-0">
        {examples.map((example) => (
          <Card key={example.id} example={example} />
        ))}
      </ul>
    </section>
  )
