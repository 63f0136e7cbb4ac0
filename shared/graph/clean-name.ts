/** Python's `\w` for text: letters and digits of every script, and `_`. */
const notWord = /[^\p{L}\p{N}_]/gu
/** What Mage drops before anything else: byte order mark, quotes, `$`, line breaks, tabs. */
const dropped = /[\uFEFF"'$\n\r\t]/g

const cleanPart = (part: string): string => {
  const cleaned = part.replace(dropped, '').trim().replace(notWord, '_')
  return (/^\d/.test(cleaned) ? `letter_${cleaned}` : cleaned).toLowerCase()
}

/** A name of nothing but `_` could not be told from others. */
const hasLetter = (part: string): boolean => /[\p{L}\p{N}]/u.test(part)

/**
 * Mage's `clean_name` for a new block: `Load titanic` becomes `load_titanic`; `/` nests folders and stays.
 * Only for names a person types: ids that come from files are never cleaned again.
 */
export const cleanBlockName = (name: string): string =>
  name.replaceAll('\\', '/').split('/').map(cleanPart).filter(hasLetter).join('/')

/** Mage's `clean_name` for a pipeline, which is one folder: no `/`. Empty where nothing is left of the name. */
export const cleanPipelineName = (name: string): string => {
  const cleaned = cleanPart(name.replaceAll('/', '_').replaceAll('\\', '_'))
  return hasLetter(cleaned) ? cleaned : ''
}

/** The first of `name`, `name_2`, `name_3`, … that is not taken. */
export const uniqueName = (name: string, isTaken: (candidate: string) => boolean): string => {
  if (!isTaken(name)) return name
  let count = 2
  while (isTaken(`${name}_${count}`)) count += 1
  return `${name}_${count}`
}
