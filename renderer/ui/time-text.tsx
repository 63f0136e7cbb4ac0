import { formatAge, formatTimeWithZone, formatWhen } from './format.ts'

type TimeTextProps = { readonly time: number; readonly look?: 'age' | 'when'; readonly className?: string }

/** A time, short; the whole with its zone in the tooltip. */
export const TimeText = ({ time, look = 'when', className }: TimeTextProps) => (
  <time dateTime={new Date(time).toISOString()} title={formatTimeWithZone(time)} className={className}>
    {look === 'age' ? formatAge(time) : formatWhen(time)}
  </time>
)
