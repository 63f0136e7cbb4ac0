export type ReadoutRow = { readonly name: string; readonly text: string; readonly colour: string | null }

export type ReadoutFacts = {
  readonly title: string
  readonly rows: readonly ReadoutRow[]
  /** Pixels from the left and top edge of the picture. */
  readonly x: number
  readonly y: number
}

/** More rows than this would cover the picture. */
const mostRows = 10

/** What is pointed at, beside it; said aloud too. */
export const Readout = ({ facts, width }: { readonly facts: ReadoutFacts | null; readonly width: number }) => {
  if (facts === null) return null
  const isRight = facts.x > width / 2
  const rest = facts.rows.length - mostRows
  return (
    <div
      role="status"
      className="pointer-events-none absolute z-10 max-w-72 rounded-sm border border-strong bg-raised px-2 py-1.5 text-xs shadow-float"
      style={{ top: facts.y, ...(isRight ? { right: width - facts.x + 12 } : { left: facts.x + 12 }) }}
    >
      <div className="truncate text-secondary">{facts.title}</div>
      {facts.rows.slice(0, mostRows).map((row) => (
        <div key={row.name} className="flex items-center gap-2">
          {row.colour === null ? null : (
            <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: row.colour }} />
          )}
          <span className="min-w-0 flex-1 truncate text-secondary">{row.name}</span>
          <span className="text-primary tabular-nums">{row.text}</span>
        </div>
      ))}
      {rest > 0 ? <div className="text-muted">and {rest} more</div> : null}
    </div>
  )
}
