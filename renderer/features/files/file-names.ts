const badCharacters = /[<>:"|?*\\]/

const isControl = (character: string): boolean => (character.codePointAt(0) ?? 0) < 32

/** Why a name cannot be given to a file or folder, in words; null where it can. `/` makes folders. */
export const wrongName = (name: string): string | null => {
  const path = name.trim()
  if (path === '') return 'A name is missing.'
  if (path.startsWith('/') || path.endsWith('/') || path.includes('//')) return 'A name stands between two slashes.'
  if (path.split('/').some((part) => part === '..' || part === '.')) return 'The name must stay inside the project.'
  const bad = badCharacters.exec(path)?.[0]
  if (bad !== undefined) return `“${bad}” does not work on every system.`
  if ([...path].some(isControl)) return 'The name holds a character that cannot be seen.'
  if (path.split('/').some((part) => /[. ]$/.test(part))) return 'A name cannot end with a dot or a space.'
  return null
}

/** Folder and name as one path. */
export const joined = (folder: string, name: string): string =>
  folder === '' ? name.trim() : `${folder}/${name.trim()}`
