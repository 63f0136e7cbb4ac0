import type { SqlValue } from '#engine/history/database.ts'
import type { Clause, OrderRule } from '#shared/tracking/parse-search.ts'

/** A piece of SQL with the values of its question marks. */
export type Sql = { readonly text: string; readonly values: readonly SqlValue[] }

/** GLOB is SQLite's LIKE that minds upper and lower case; its own special characters stand in brackets. */
const globOf = (pattern: string): string => pattern.replace(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?')

/** `<expression> <comparator> <value>` of a clause. */
export const comparison = (expression: string, { comparator, value }: Clause): Sql => {
  if (Array.isArray(value))
    return { text: `${expression} ${comparator} (${value.map(() => '?').join(', ')})`, values: value as string[] }
  const one = value as SqlValue
  if (comparator === 'LIKE') return { text: `${expression} GLOB ?`, values: [globOf(String(one))] }
  // SQLite's LIKE minds no case, of ASCII letters.
  if (comparator === 'ILIKE') return { text: `${expression} LIKE ?`, values: [one] }
  return { text: `${expression} ${comparator} ?`, values: [one] }
}

/** Where what a search names is kept; the rows of the searched table are called `t`. */
export type SearchTables = {
  /** Column of each attribute. */
  readonly attributes: Readonly<Record<string, string>>
  /** Table of each other kind, and its column that points at `t.id`. */
  readonly tables: Readonly<
    Partial<Record<'metric' | 'parameter' | 'tag', { readonly table: string; readonly owner: string }>>
  >
}

const exists = (table: { table: string; owner: string }, more: Sql): Sql => ({
  text: `EXISTS (SELECT 1 FROM ${table.table} x WHERE x.${table.owner} = t.id AND ${more.text})`,
  values: more.values,
})

const datasetCondition = (clause: Clause): Sql => {
  const compared = comparison(clause.key === 'context' ? 'i.context' : `d.${clause.key}`, clause)
  const text = `EXISTS (SELECT 1 FROM dataset_inputs i JOIN datasets d ON d.id = i.dataset WHERE i.tracked_run = t.id AND ${compared.text})`
  return { text, values: compared.values }
}

const keyedCondition = (clause: Clause, table: { table: string; owner: string }): Sql => {
  const key: Sql = { text: 'x.key = ?', values: [clause.key] }
  if (clause.comparator === 'IS NOT NULL') return exists(table, key)
  if (clause.comparator === 'IS NULL') {
    const there = exists(table, key)
    return { text: `NOT ${there.text}`, values: there.values }
  }
  const compared = comparison('x.value', clause)
  // Nothing is true of what is no number, except that it differs.
  const isNan = clause.comparator === '!=' ? `(${compared.text} OR x.is_nan = 1)` : `${compared.text} AND x.is_nan = 0`
  const text = clause.entity === 'metric' ? isNan : compared.text
  return exists(table, { text: `${key.text} AND ${text}`, values: [...key.values, ...compared.values] })
}

/** The condition of a clause. */
export const condition = (clause: Clause, { attributes, tables }: SearchTables): Sql => {
  if (clause.entity === 'attribute') return comparison(`t.${attributes[clause.key] ?? 'id'}`, clause)
  if (clause.entity === 'dataset') return datasetCondition(clause)
  const table = tables[clause.entity]
  return table === undefined ? { text: '0', values: [] } : keyedCondition(clause, table)
}

export type CompiledOrder = { readonly joins: Sql; readonly terms: readonly string[] }

/** Joins and terms of an order: what has no value comes last in either direction, what is no number just before it. */
export const compileOrder = (rules: readonly OrderRule[], { attributes, tables }: SearchTables): CompiledOrder => {
  const joins: string[] = []
  const values: SqlValue[] = []
  const terms = rules.flatMap((rule, index) => {
    const direction = rule.isAscending ? 'ASC' : 'DESC'
    if (rule.entity === 'attribute') {
      const column = `t.${attributes[rule.key] ?? 'id'}`
      return [`${column} IS NULL`, `${column} ${direction}`]
    }
    const table = rule.entity === 'dataset' ? undefined : tables[rule.entity]
    if (table === undefined) return []
    joins.push(`LEFT JOIN ${table.table} o${index} ON o${index}.${table.owner} = t.id AND o${index}.key = ?`)
    values.push(rule.key)
    const rank =
      rule.entity === 'metric'
        ? `CASE WHEN o${index}.is_nan = 1 THEN 1 WHEN o${index}.value IS NULL THEN 2 ELSE 0 END`
        : `o${index}.value IS NULL`
    return [rank, `o${index}.value ${direction}`]
  })
  return { joins: { text: joins.join(' '), values }, terms }
}

/** Joins conditions that must all hold. */
export const allOf = (parts: readonly Sql[]): Sql => ({
  text: parts.map(({ text }) => text).join(' AND '),
  values: parts.flatMap(({ values }) => values),
})

/** `column IN (…)`. */
export const oneOf = (column: string, values: readonly SqlValue[]): Sql => ({
  text: `${column} IN (${values.map(() => '?').join(', ')})`,
  values,
})
