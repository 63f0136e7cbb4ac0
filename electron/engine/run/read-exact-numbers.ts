import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import { keyOf, parseYamlDocument, type YamlDocument } from '#engine/pipelines/yaml-load.ts'
import { exactNumberText } from '#engine/pipelines/yaml-scalar.ts'
import { type ExactNumber, type ExactNumbers, noExactNumbers } from './exact-numbers.ts'

/** Deeper than any person writes; an anchor that holds its own alias goes on for ever. */
const deepest = 100

type Walk = { readonly document: YamlDocument; readonly path: ExactNumber['path'] }

const numbersIn = (node: unknown, { document, path }: Walk): ExactNumber[] => {
  if (path.length > deepest) return []
  if (isAlias(node)) return numbersIn(node.resolve(document), { document, path })
  if (isSeq(node)) return node.items.flatMap((item, index) => numbersIn(item, { document, path: [...path, index] }))
  if (isMap(node))
    return node.items.flatMap((pair) => numbersIn(pair.value, { document, path: [...path, keyOf(pair)] }))
  if (!isScalar(node) || node.type !== 'PLAIN' || node.tag?.endsWith(':str') === true) return []
  const text = exactNumberText(String(node.value ?? ''))
  return text === null ? [] : [{ path, text }]
}

const entriesOf = (document: YamlDocument): unknown[] => {
  const lists = ['blocks', 'callbacks', 'conditionals'].map((key) => document.get(key))
  const extensions = document.get('extensions')
  const ofExtensions = isMap(extensions)
    ? extensions.items.map(({ value }) => (isMap(value) ? value.get('blocks') : null))
    : []
  return [...lists, ...ofExtensions].flatMap((list) => (isSeq(list) ? list.items : []))
}

/** Reads the numbers of a pipeline file that JSON cannot say; none of a file that is no YAML. */
export const readExactNumbers = (text: string): ExactNumbers => {
  const document = parseYamlDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return noExactNumbers
  const configurations: Record<string, readonly ExactNumber[]> = {}
  for (const entry of entriesOf(document)) {
    const numbers = isMap(entry) ? numbersIn(entry.get('configuration', true), { document, path: [] }) : []
    if (isMap(entry) && numbers.length > 0) configurations[String(entry.get('uuid'))] = numbers
  }
  return { variables: numbersIn(document.get('variables', true), { document, path: [] }), configurations }
}
