const pattern =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[ \t]*(Z|[-+]\d\d(?::?\d\d)?))?)?$/

const zoneMinutes = (text: string | undefined): number => {
  if (text === undefined || text === 'Z') return 0
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0)
  return text.startsWith('-') ? -minutes : minutes
}

/** A time as Mage and PyYAML write it, in milliseconds; without a zone it is UTC. Null where it is none. */
export const parseMageTime = (text: string): number | null => {
  const match = pattern.exec(text.trim())
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const milliseconds = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, milliseconds)
  const date = new Date(at)
  const isThere = date.getUTCDate() === day && date.getUTCMonth() + 1 === month
  return isThere ? at - zoneMinutes(match[8]) * 60_000 : null
}

/** A time as Mage writes it: `2024-01-01 00:00:00`, UTC. */
export const mageTime = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '')

const quotedTime =
  /^(\s*(?:- )?(?:start_time|last_enabled_at|end_time): )'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)'(\s*)$/

/**
 * Takes the quotes from the times of lines that `before` does not have. Data as JSON knows no times, so they are written as text; but
 * Mage stores what PyYAML reads, and text in quotes is no time to it.
 */
export const withPlainTimes = (text: string, before: string): string => {
  const known = new Set(before.split('\n'))
  return text
    .split('\n')
    .map((line) => (known.has(line) ? line : line.replace(quotedTime, '$1$2$3')))
    .join('\n')
}
