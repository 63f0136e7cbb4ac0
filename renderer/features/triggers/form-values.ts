import { formatDate, formatTime } from '../../ui/format.ts'

/** A time as an input of type `datetime-local` has it: local, to the minute. */
export const localInput = (at: number | null): string =>
  at === null ? '' : `${formatDate(at)}T${formatTime(at).slice(0, 5)}`

/** The time such an input holds; null where it is empty. */
export const localTime = (text: string): number | null => {
  const at = new Date(text).getTime()
  return text === '' || Number.isNaN(at) ? null : at
}
