import { fail, ok, type Result } from '../result.ts'
import { type Comparator, datasetKeys, type Entity, type Grammar } from './search-grammar.ts'
import { type SearchToken, searchTokens } from './search-tokens.ts'

/** One condition; all conditions of a search must hold. */
export type Clause = {
  readonly entity: Entity
  readonly key: string
  readonly comparator: Comparator
  /** Null for `IS NULL` and `IS NOT NULL`. */
  readonly value: string | number | readonly string[] | null
}

export type Column = { readonly entity: Entity; readonly key: string }

class Wrong extends Error {}

const quoted = (text: string, quotes: string): boolean =>
  text.length >= 2 && quotes.includes(text.charAt(0)) && text.endsWith(text.charAt(0))

const bare = (text: string): string => (quoted(text, '`"') ? text.slice(1, -1) : text)

const checkAttribute = (key: string, grammar: Grammar, isOrder: boolean): string => {
  const known = [...grammar.textAttributes, ...grammar.numberAttributes, ...(isOrder ? grammar.orderOnly : [])]
  const named = grammar.aliases[key] ?? key
  if (known.includes(named)) return named
  throw new Wrong(
    `Invalid attribute key '${key}' specified. Valid keys are ${known.map((one) => `'${one}'`).join(', ')}.`,
  )
}

const columnOf = (raw: string, grammar: Grammar, isOrder: boolean): Column => {
  const dot = quoted(raw, '`"') ? -1 : raw.indexOf('.')
  if (dot < 0) return { entity: 'attribute', key: checkAttribute(bare(raw), grammar, isOrder) }
  const word = bare(raw.slice(0, dot))
  const key = bare(raw.slice(dot + 1))
  const entity = Object.hasOwn(grammar.entities, word) ? grammar.entities[word] : undefined
  if (entity === undefined) {
    const words = [...new Set(Object.values(grammar.entities))].map((one) => `'${one}'`)
    throw new Wrong(`Invalid entity type '${word}'. Valid values are [${words.join(', ')}]`)
  }
  if (entity === 'attribute') return { entity, key: checkAttribute(key, grammar, isOrder) }
  if (entity === 'dataset' && !datasetKeys.includes(key))
    throw new Wrong(`Invalid dataset key '${key}' specified. Valid keys are 'name', 'digest', 'context'.`)
  return { entity, key }
}

const numeric: readonly Comparator[] = ['=', '!=', '<', '<=', '>', '>=']
const textual: readonly Comparator[] = ['=', '!=', 'LIKE', 'ILIKE']
const listed: readonly Comparator[] = [...textual, 'IN', 'NOT IN']
const nullable: readonly Comparator[] = [...textual, 'IS NULL', 'IS NOT NULL']

const isNumeric = ({ entity, key }: Column, grammar: Grammar): boolean =>
  entity === 'metric' || (entity === 'attribute' && grammar.numberAttributes.includes(key))

const allowedFor = (column: Column, grammar: Grammar): readonly Comparator[] => {
  if (isNumeric(column, grammar)) return numeric
  if (column.entity === 'tag' || column.entity === 'parameter') return nullable
  return grammar.lists.includes(column.key) ? listed : textual
}

/** Reads tokens one after the other. */
class Reader {
  #at = 0
  readonly #tokens: readonly SearchToken[]
  constructor(tokens: readonly SearchToken[]) {
    this.#tokens = tokens
  }
  next(): SearchToken | undefined {
    const token = this.#tokens[this.#at]
    this.#at += 1
    return token
  }
  take(kind: SearchToken['kind'], raw: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== kind || token.raw !== raw) return false
    this.#at += 1
    return true
  }
  isDone(): boolean {
    return this.#at >= this.#tokens.length
  }
}

const wordAfterNot = (reader: Reader): Comparator => {
  if (reader.take('keyword', 'IN')) return 'NOT IN'
  throw new Wrong('Invalid comparison clause. Expected IN after NOT.')
}

const wordAfterIs = (reader: Reader): Comparator => {
  const isNot = reader.take('keyword', 'NOT')
  if (reader.take('keyword', 'NULL')) return isNot ? 'IS NOT NULL' : 'IS NULL'
  throw new Wrong('Invalid comparison clause. Expected NULL or NOT NULL after IS.')
}

const comparatorOf = (reader: Reader): Comparator => {
  const token = reader.next()
  if (token === undefined) throw new Wrong('Invalid comparison clause. Expected 3 tokens found 1')
  if (token.kind === 'comparison') return token.raw as Comparator
  if (token.kind === 'keyword' && ['LIKE', 'ILIKE', 'IN'].includes(token.raw)) return token.raw as Comparator
  if (token.kind === 'keyword' && token.raw === 'NOT') return wordAfterNot(reader)
  if (token.kind === 'keyword' && token.raw === 'IS') return wordAfterIs(reader)
  throw new Wrong(`Invalid comparison clause. Expected comparison found '${token.raw}'`)
}

const textOf = (token: SearchToken | undefined, what: string): string => {
  if (token === undefined) throw new Wrong('Invalid comparison clause. Expected 3 tokens found 2')
  if (token.kind === 'text' || (token.kind === 'name' && quoted(token.raw, '"'))) return token.raw.slice(1, -1)
  if (token.kind === 'name')
    throw new Wrong(
      `Parameter value is either not quoted or unidentified quote types used for string value ${token.raw}. Use either single or double quotes.`,
    )
  throw new Wrong(`Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${token.raw}`)
}

const listOf = (reader: Reader, what: string): readonly string[] => {
  if (!reader.take('mark', '('))
    throw new Wrong(`Expected a list of quoted string values for ${what}, such as ('a', 'b').`)
  const values: string[] = []
  while (!reader.take('mark', ')')) {
    if (values.length > 0 && !reader.take('mark', ',')) throw new Wrong('Expected "," or ")" in a list of values.')
    values.push(textOf(reader.next(), what))
  }
  if (values.length === 0)
    throw new Wrong('While parsing a list in the query, expected a non-empty list of string values, but got empty list')
  return values
}

const numberOf = (token: SearchToken | undefined, { entity, key }: Column): number => {
  if (token?.kind === 'number') return token.value
  const what = entity === 'metric' ? 'metric' : `numeric attribute: ${key}`
  throw new Wrong(`Expected numeric value type for ${what}. Found ${token?.raw ?? 'nothing'}`)
}

const clauseOf = (reader: Reader, grammar: Grammar): Clause => {
  const name = reader.next()
  if (name?.kind !== 'name') throw new Wrong(`Invalid clause(s) in filter string: '${name?.raw ?? ''}'`)
  const column = columnOf(name.raw, grammar, false)
  const comparator = comparatorOf(reader)
  const allowed = allowedFor(column, grammar)
  if (!allowed.includes(comparator)) {
    if (comparator.startsWith('IS'))
      throw new Wrong(
        `IS NULL / IS NOT NULL is only supported for tags and params, not for '${column.entity}' '${column.key}'`,
      )
    throw new Wrong(`Invalid comparator '${comparator}' not one of '${allowed.join("', '")}'`)
  }
  if (comparator.startsWith('IS')) return { ...column, comparator, value: null }
  if (isNumeric(column, grammar)) return { ...column, comparator, value: numberOf(reader.next(), column) }
  const isList = comparator === 'IN' || comparator === 'NOT IN'
  return { ...column, comparator, value: isList ? listOf(reader, column.key) : textOf(reader.next(), column.entity) }
}

const clausesOf = (text: string, grammar: Grammar): readonly Clause[] => {
  const reader = new Reader(searchTokens(text))
  const clauses: Clause[] = []
  while (!reader.isDone()) {
    if (clauses.length > 0 && !reader.take('keyword', 'AND'))
      throw new Wrong(`Invalid clause(s) in filter string: '${reader.next()?.raw ?? ''}'`)
    clauses.push(clauseOf(reader, grammar))
  }
  return clauses
}

const attempt = <Value>(read: () => Value): Result<Value> => {
  try {
    return ok(read())
  } catch (error) {
    if (error instanceof Wrong) return fail('invalid-input', error.message)
    throw error
  }
}

/** Reads a search such as `metrics.auc > 0.8 AND params.model = 'xgboost'`. Nothing at all finds everything. */
export const parseSearch = (text: string | null | undefined, grammar: Grammar): Result<readonly Clause[]> =>
  attempt(() => clausesOf(text ?? '', grammar))

export type OrderRule = Column & { readonly isAscending: boolean }

const orderRuleOf = (text: string, grammar: Grammar): OrderRule => {
  const found = /^\s*(.+?)(?:\s+(asc|desc))?\s*$/is.exec(text)
  if (found === null) throw new Wrong(`Error on parsing order_by clause: ${text}. Must be a valid identifier.`)
  const name = found[1] ?? ''
  const [token, ...more] = searchTokens(name)
  const isOne = token?.kind === 'name' && more.length === 0
  if (!isOne && grammar.aliases[name] === undefined)
    throw new Wrong(`Invalid order_by clause '${text}'. Could not be parsed: expected a column and ASC or DESC.`)
  return { ...columnOf(name, grammar, true), isAscending: found[2]?.toLowerCase() !== 'desc' }
}

/** Reads an order such as `["metrics.auc DESC", "start_time"]`. */
export const parseOrder = (texts: readonly string[], grammar: Grammar): Result<readonly OrderRule[]> =>
  attempt(() => {
    const rules = texts.map((text) => orderRuleOf(text, grammar))
    const names = rules.map(({ entity, key }) => `${entity}.${key}`)
    if (new Set(names).size < names.length)
      throw new Wrong(`\`order_by\` contains duplicate fields: ${texts.join(', ')}`)
    return rules
  })
