/**
 * Plain scalars as PyYAML reads them, since Mage does: YAML 1.1 without its `y`/`n`, floats only with a point, sexagesimal numbers.
 * Dates stay text, as JSON has none.
 */
const nulls = /^(?:~|null|Null|NULL|)$/
const trues = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const falses = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/
const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/
const octal = /^[-+]?0[0-7_]+$/
const hexadecimal = /^[-+]?0x[0-9a-fA-F_]+$/
const binary = /^[-+]?0b[01_]+$/
const sexagesimal = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/
const float = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const timestamp = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/

const integer = (digits: string, radix: number): number => {
  const sign = digits.startsWith('-') ? -1 : 1
  return (
    sign *
    Number.parseInt(
      digits
        .replace(/^[-+]/, '')
        .replaceAll('_', '')
        .replace(/^0[xb]/, ''),
      radix,
    )
  )
}

const fromSexagesimal = (text: string): number => {
  const sign = text.startsWith('-') ? -1 : 1
  const parts = text.replace(/^[-+]/, '').replaceAll('_', '').split(':')
  return sign * parts.reduce((total, part) => total * 60 + Number(part), 0)
}

const resolveNumber = (text: string): number | null => {
  if (decimal.test(text)) return integer(text, 10)
  if (float.test(text)) return Number(text.replaceAll('_', ''))
  if (octal.test(text)) return integer(text, 8)
  if (hexadecimal.test(text)) return integer(text, 16)
  if (binary.test(text)) return integer(text, 2)
  if (sexagesimal.test(text) || sexagesimalFloat.test(text)) return fromSexagesimal(text)
  return null
}

const losesDigits = (text: string, number: number): boolean =>
  !float.test(text) && Number.isInteger(number) && !Number.isSafeInteger(number)

/** Value of an unquoted scalar. What a JSON number cannot carry stays text: infinity, and integers whose last digits would be lost. */
export const resolvePlain = (text: string): string | number | boolean | null => {
  if (/^[A-Za-z_]/.test(text)) {
    if (nulls.test(text)) return null
    if (trues.test(text)) return true
    return falses.test(text) ? false : text
  }
  if (nulls.test(text)) return null
  const number = resolveNumber(text)
  return number === null || Number.isNaN(number) || losesDigits(text, number) ? text : number
}

const bigInteger = (text: string): string | null => {
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '')
  if (sexagesimal.test(text)) return null
  const size = BigInt(octal.test(text) ? digits.replace(/^0/, '0o') : digits)
  return `${text.startsWith('-') ? '-' : ''}${size}`
}

const exactFloat = (number: number): string | null => {
  if (!Number.isFinite(number)) return number < 0 ? '-Infinity' : 'Infinity'
  const json = JSON.stringify(number)
  if (/[.e]/.test(json)) return null
  return Object.is(number, -0) ? '-0.0' : `${json}.0`
}

/**
 * The unquoted number as JSON for Python, where the JSON of JavaScript would say another: `1.0` is no whole number, and neither infinity
 * nor twenty digits are a number at all. Null for every other scalar.
 */
export const exactNumberText = (text: string): string | null => {
  if (notFinite.test(text)) return /nan/i.test(text) ? 'NaN' : exactFloat(text.startsWith('-') ? -Infinity : Infinity)
  const number = resolveNumber(text)
  if (number === null || Number.isNaN(number)) return null
  if (float.test(text) || sexagesimalFloat.test(text)) return exactFloat(number)
  return losesDigits(text, number) ? bigInteger(text) : null
}

/** True where PyYAML would not read the unquoted text as this text. */
const wouldChange = (text: string): boolean =>
  resolvePlain(text) !== text || notFinite.test(text) || timestamp.test(text) || text === '<<' || text === '='

/** Characters YAML does not allow or that PyYAML escapes: all controls, the byte order mark, lone surrogates, line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const needsEscape = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u

const escaped = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const startsLikeSyntax = /^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)/
const containsSyntax = /: |:$| #/

/** Text as PyYAML writes it on one line: plain where that is unambiguous, else in single quotes, else in double quotes with escapes. */
export const emitText = (text: string, inFlow = false): string => {
  if (needsEscape.test(text)) return escaped(text)
  const plain =
    text !== '' &&
    text === text.trim() &&
    !startsLikeSyntax.test(text) &&
    !containsSyntax.test(text) &&
    !(inFlow && /[,[\]{}?:]/.test(text)) &&
    !wouldChange(text)
  return plain ? text : `'${text.replaceAll("'", "''")}'`
}

const emitNumber = (value: number): string => {
  if (!Number.isFinite(value)) return 'null'
  if (Object.is(value, -0)) return '-0.0'
  const isLong = Number.isInteger(value) && !Number.isSafeInteger(value)
  const text = isLong ? value.toExponential() : String(value)
  // PyYAML takes an exponent only after a point: 1e+21 would be read as text.
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text
}

/** A scalar of any kind, on one line. */
export const emitScalar = (value: string | number | boolean | null, inFlow = false): string => {
  if (typeof value === 'string') return emitText(value, inFlow)
  return typeof value === 'number' ? emitNumber(value) : String(value)
}
