import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { KeptVariable } from '#shared/model/failure.ts'
import { formatPlural } from '../../ui/format.ts'

/** The variables of a frame as they were when the block failed, folded at first. */
export const KeptVariables = ({ variables }: { readonly variables: readonly KeptVariable[] }) => {
  const [open, setOpen] = useState(false)
  if (variables.length === 0) return null
  return (
    <div className="pl-4">
      <button
        type="button"
        aria-expanded={open}
        className="flex cursor-pointer items-center gap-1 text-muted hover:text-primary"
        onClick={() => setOpen(!open)}
      >
        {open ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
        {formatPlural(variables.length, 'variable')}
      </button>
      {open ? (
        <dl className="m-0 grid grid-cols-[fit-content(40%)_minmax(0,1fr)] gap-x-3 pl-4">
          {variables.map(({ name, type, text, isKept }) => (
            <div key={name} className="contents" title={isKept ? type : `${type}: kept as these words only`}>
              <dt className="truncate text-primary">{name}</dt>
              <dd className="m-0 truncate text-secondary">
                {text === '' ? type : text}
                {isKept ? null : <span className="text-muted"> (words only)</span>}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  )
}
