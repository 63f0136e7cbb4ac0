import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { setOpen, useSidebarStore } from './sidebar-store.ts'

type SectionProps = {
  readonly id: string
  readonly title: string
  readonly action?: ReactNode
  readonly className?: string
  readonly contentClassName?: string
  readonly children: ReactNode
}

/** A part of the side bar that folds away. */
export const Section = ({ id, title, action, className, contentClassName, children }: SectionProps) => {
  const open = useSidebarStore((state) => state.open[id] ?? true)
  const content = useId()
  return (
    <section aria-label={title} className={classNames('group/section', className)}>
      <SectionHeading action={action}>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={content}
          className="flex h-7 w-full items-center gap-1 text-left font-semibold uppercase tracking-[0.08em] hover:text-secondary"
          onClick={() => setOpen(id, !open)}
        >
          {title}
          <span className="opacity-0 transition-opacity group-focus-within/section:opacity-100 group-hover/section:opacity-100">
            {open ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
          </span>
        </button>
      </SectionHeading>
      <div id={content} hidden={!open} className={classNames('pb-1', open && contentClassName)}>
        {open ? children : null}
      </div>
    </section>
  )
}

type FoldProps = { readonly id: string; readonly label: string; readonly depth?: number; readonly children: ReactNode }

/** A row that folds the rows below it. */
export const Fold = ({ id, label, depth = 0, children }: FoldProps) => {
  const open = useSidebarStore((state) => state.open[id] ?? false)
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        className="flex h-[29px] w-full items-center gap-1 pr-3 text-left text-secondary hover:bg-hover hover:text-primary"
        style={{ paddingLeft: 12 + depth * 16 }}
        onClick={() => setOpen(id, !open)}
      >
        {open ? <ChevronDown size={11} className="shrink-0" /> : <ChevronRight size={11} className="shrink-0" />}
        <span className="truncate">{label}</span>
      </button>
      {open ? children : null}
    </>
  )
}
