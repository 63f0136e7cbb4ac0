import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names.ts'

const tones = {
  warning: 'border-warning/40 bg-warning/10',
  info: 'border-subtle bg-panel',
} as const

/** A line above the text that says what is the matter and what can be done. */
export const Banner = ({
  tone,
  text,
  actions,
}: {
  readonly tone: keyof typeof tones
  readonly text: ReactNode
  readonly actions?: ReactNode
}) => (
  <div
    role={tone === 'warning' ? 'alert' : 'status'}
    className={classNames('flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b px-3 py-1 text-sm', tones[tone])}
  >
    {tone === 'warning' ? <TriangleAlert size={14} className="shrink-0 text-warning" aria-hidden="true" /> : null}
    <span className="min-w-40 flex-1 text-primary">{text}</span>
    {actions === undefined ? null : <span className="flex shrink-0 items-center gap-2">{actions}</span>}
  </div>
)
