const forbidden = /[<>:"/\\|?*]/
const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

const hasControlCharacter = (text: string): boolean => [...text].some((character) => character.charCodeAt(0) < 32)

/**
 * Whether a name can be a folder on every system.
 * @returns what is wrong, or null
 */
export const projectNameProblem = (name: string): string | null => {
  const trimmed = name.trim()
  if (trimmed === '') return 'Give the project a name.'
  if (trimmed.length > 100) return 'A name has at most 100 characters.'
  if (forbidden.test(trimmed) || hasControlCharacter(trimmed))
    return 'A name becomes a folder: leave out < > : " / \\ | ? *'
  if (trimmed.startsWith('.') || trimmed.endsWith('.')) return 'A name neither starts nor ends with a dot.'
  if (reservedOnWindows.test(trimmed)) return `Windows keeps ${trimmed} for itself; choose another name.`
  return null
}

/** Where the project will be. */
export const projectPath = (parent: string, name: string): string => {
  const separator = parent.includes('\\') && !parent.includes('/') ? '\\' : '/'
  return `${parent.replace(/[/\\]+$/, '')}${separator}${name.trim()}`
}
