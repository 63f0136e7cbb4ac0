const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** `12 ms`, `0.41 s`, `41.2 s`, `2 min 4 s`, `3 h 12 min`, `2 d 4 h`. */
export const formatDuration = (milliseconds: number): string => {
  const ms = Math.max(0, milliseconds)
  if (ms < 100) return `${Math.round(ms)} ms`
  if (ms < 9.995 * second) return `${(ms / second).toFixed(2)} s`
  if (ms < 59.95 * second) return `${(ms / second).toFixed(1)} s`
  const [big, bigUnit, small, smallUnit] =
    ms < hour
      ? ([minute, 'min', second, 's'] as const)
      : ms < day
        ? ([hour, 'h', minute, 'min'] as const)
        : ([day, 'd', hour, 'h'] as const)
  const whole = Math.round(ms / small) * small
  const rest = Math.floor((whole % big) / small)
  return rest === 0
    ? `${Math.floor(whole / big)} ${bigUnit}`
    : `${Math.floor(whole / big)} ${bigUnit} ${rest} ${smallUnit}`
}

/** `00:12`, `1:02:03`: a clock that ticks. */
export const formatClock = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / second))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

/** `7,043`. */
export const formatCount = (value: number): string => value.toLocaleString('en-US')

/** `1 file`, `7,043 files`. */
export const formatPlural = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`

/** `512 B`, `1.2 KB`, `612 MB`: powers of 1000. */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

/** `now`, `5 min`, `2 h`, `1 d`, `3 w`, then the date. */
export const formatAge = (time: number, now: number = Date.now()): string => {
  const age = now - time
  if (age < 45 * second) return 'now'
  if (age < hour) return `${Math.max(1, Math.round(age / minute))} min`
  if (age < day) return `${Math.floor(age / hour)} h`
  if (age < 14 * day) return `${Math.floor(age / day)} d`
  if (age < 60 * day) return `${Math.floor(age / (7 * day))} w`
  return formatDate(time)
}

/** `2026-11-14`, local. */
export const formatDate = (time: number): string => {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `14:02:07`, local. */
export const formatTime = (time: number): string => {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `14:02:07.118`, local: log lines. */
export const formatTimeWithMilliseconds = (time: number): string =>
  `${formatTime(time)}.${String(new Date(time).getMilliseconds()).padStart(3, '0')}`

/** `today 14:02`, `yesterday 17:40`, `2026-11-14 02:00`. */
export const formatWhen = (time: number, now: number = Date.now()): string => {
  const clock = formatTime(time).slice(0, 5)
  const date = formatDate(time)
  if (date === formatDate(now)) return `today ${clock}`
  if (date === formatDate(now - day)) return `yesterday ${clock}`
  return `${date} ${clock}`
}

let askedZone: { readonly at: number; readonly zone: string } | null = null

/** The system's time zone. Asked for once a second at most: lists of lines show hundreds of times at once, and asking is slow. */
const systemZone = (): string => {
  const now = Date.now()
  if (askedZone === null || Math.abs(now - askedZone.at) > 1000)
    askedZone = { at: now, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  return askedZone.zone
}

/** The whole truth about a time, for tooltips: `2026-11-14 14:02:07 Europe/Berlin (UTC+01:00)`. */
export const formatTimeWithZone = (time: number): string => {
  const offset = -new Date(time).getTimezoneOffset()
  const two = (value: number) => String(value).padStart(2, '0')
  const sign = offset < 0 ? '-' : '+'
  const shift = `UTC${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  return `${formatDate(time)} ${formatTime(time)} ${systemZone()} (${shift})`
}
