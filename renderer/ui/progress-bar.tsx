import { classNames } from './class-names.ts'

/** A known share, from 0 to 1, as a bar; null pulses where nobody knows how far it is. */
export const ProgressBar = ({ share, className }: { readonly share: number | null; readonly className?: string }) => (
  <div
    role="progressbar"
    aria-label="Progress"
    aria-valuemin={0}
    aria-valuemax={100}
    {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
    className={classNames('h-0.5 overflow-hidden rounded-full bg-hover', className)}
  >
    <div
      className={classNames('h-full bg-running transition-[width] duration-150', share === null && 'animate-pulse')}
      style={{ width: share === null ? '100%' : `${share * 100}%` }}
    />
  </div>
)
