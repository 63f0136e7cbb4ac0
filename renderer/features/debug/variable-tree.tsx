import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { DebugVariable } from '#shared/model/debug.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'

type NodeProps = { readonly variable: DebugVariable; readonly depth: number; readonly opened?: boolean }

const Parts = ({ reference, depth }: { readonly reference: number; readonly depth: number }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { data, error } = useRequest('debug.variables', projectId === null ? null : { projectId, reference })
  if (error !== null) return null
  if (data === undefined) return <li className="h-6 text-muted" style={{ paddingLeft: depth * 12 + 26 }} />
  return (
    <>
      {data.map((variable) => (
        <VariableNode key={variable.name} variable={variable} depth={depth} />
      ))}
      {data.length === 0 && (
        <li className="text-muted" style={{ paddingLeft: depth * 12 + 26 }}>
          empty
        </li>
      )}
    </>
  )
}

/** A value with its parts, which are asked for when it is opened. */
export const VariableNode = ({ variable, depth, opened = false }: NodeProps) => {
  const [open, setOpen] = useState(opened)
  const { name, value, type, reference } = variable
  const hasParts = reference > 0
  const text = (
    <>
      <span className="w-3.5 shrink-0 text-muted">
        {hasParts ? open ? <ChevronDown size={12} /> : <ChevronRight size={12} /> : null}
      </span>
      <span className="shrink-0 text-block-data-loader">{name}</span>
      {value === '' ? null : <span className="min-w-0 truncate text-primary">{value}</span>}
      {type === '' ? null : <span className="shrink-0 text-muted">{type}</span>}
    </>
  )
  const look = 'flex min-h-6 w-full items-center gap-1.5 pr-2 text-left font-mono text-xs leading-6'
  const place = { paddingLeft: depth * 12 + 8 }
  return (
    <>
      <li title={value === '' ? name : `${name} = ${value}`}>
        {hasParts ? (
          <button
            type="button"
            aria-expanded={open}
            className={`${look} hover:bg-hover`}
            style={place}
            onClick={() => setOpen(!open)}
          >
            {text}
          </button>
        ) : (
          <div className={`${look} select-text`} style={place}>
            {text}
          </div>
        )}
      </li>
      {open && hasParts ? <Parts reference={reference} depth={depth + 1} /> : null}
    </>
  )
}
