import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

type EmptyStateProps = {
  readonly icon?: ReactNode
  readonly title: string
  readonly text?: ReactNode
  /** The button that mends it. */
  readonly action?: ReactNode
  /** Small panels use the tighter one. */
  readonly size?: 'sm' | 'md'
}

/** What is missing, why, and the button that mends it. */
export const EmptyState = ({ icon, title, text, action, size = 'md' }: EmptyStateProps) => (
  <div
    className={classNames(
      'flex h-full min-h-0 flex-col items-center justify-center overflow-auto text-center',
      size === 'sm' ? 'gap-1 p-4' : 'gap-2 p-8',
    )}
  >
    {icon === undefined ? null : <span className="mb-1 text-muted">{icon}</span>}
    <h2 className={classNames('m-0 font-semibold text-primary', size === 'sm' ? 'text-sm' : 'text-lg')}>{title}</h2>
    {text === undefined ? null : <div className="max-w-104 text-secondary text-sm">{text}</div>}
    {action === undefined ? null : <div className="mt-2 flex items-center gap-2">{action}</div>}
  </div>
)

type ErrorStateProps = {
  readonly title: string
  readonly message: ReactNode
  readonly action?: ReactNode
  readonly size?: 'sm' | 'md'
}

/** What failed, in words, and what to do next. */
export const ErrorState = ({ title, message, action, size = 'md' }: ErrorStateProps) => (
  <div role="alert" className="h-full select-text">
    <EmptyState
      size={size}
      icon={<CircleAlert size={size === 'sm' ? 18 : 22} className="text-failed" />}
      title={title}
      text={message}
      action={action}
    />
  </div>
)

/** A grey bar where content will be. */
export const Skeleton = ({ className }: { readonly className?: string }) => (
  <div aria-hidden="true" className={classNames('h-4 animate-pulse rounded-sm bg-hover', className)} />
)

/** A few grey lines, as a list that is being read. */
export const SkeletonLines = ({
  count = 5,
  label = 'Loading',
}: {
  readonly count?: number
  readonly label?: string
}) => (
  <div role="status" aria-label={label} className="flex flex-col gap-3 p-4">
    {Array.from({ length: count }, (_, index) => `line-${index}`).map((key, index) => (
      <Skeleton key={key} className={index % 3 === 2 ? 'w-1/2' : index % 2 === 1 ? 'w-3/4' : 'w-full'} />
    ))}
  </div>
)

/** Something goes on that has no known length. */
export const Spinner = ({ label = 'Loading', size = 14 }: { readonly label?: string; readonly size?: number }) => (
  <span role="status" aria-label={label} className="inline-flex shrink-0 text-running">
    <svg width={size} height={size} viewBox="0 0 16 16" className="animate-spin" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M8 2 A6 6 0 0 1 14 8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  </span>
)
