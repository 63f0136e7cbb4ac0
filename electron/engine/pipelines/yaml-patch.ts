import { isDeepStrictEqual } from 'node:util'
import { isSeq, type Node, visit } from 'yaml'
import { fail, ok, type Result } from '#shared/result.ts'
import { isRawMap, type RawMap } from './read-values.ts'
import { diffNode } from './yaml-diff.ts'
import type { Patch } from './yaml-diff-list.ts'
import { type EmitStyle, emitFlow } from './yaml-emit.ts'
import { loadAnyYaml, type PlainYaml, parseYamlDocument, setKey, toPlain, type YamlDocument } from './yaml-load.ts'
import { applySplices, type Splice, Unpatchable } from './yaml-text.ts'

/**
 * Changes a YAML file by changing its data: `change` gets the file's data and alters it in place, and only the lines that hold the
 * difference change. Everything else (comments, quoting, indentation, line breaks, order, byte order mark) stays byte for byte.
 * The result is read again and must hold exactly the wanted data, else nothing is changed.
 */
export const patchYaml = (source: string, change: (data: RawMap) => void): Result<string> => {
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = source.slice(mark.length)
  const draft = draftOf(text)
  if (draft === null) return notPatchable()
  change(draft.value)
  const patched = patchTo(draft, text) ?? patchWithoutAliases(text, draft.value)
  return patched === null ? notPatchable() : ok(mark + patched)
}

const notPatchable = () =>
  fail(
    'unsupported',
    'This file is written in a way that cannot be changed safely from here. Change it in the editor instead.',
  )

type YamlDraft = Pick<PlainYaml, 'nodes'> & { readonly document: YamlDocument; readonly value: RawMap }

const draftOf = (text: string): YamlDraft | null => {
  const document = parseYamlDocument(text)
  const plain = document.errors.length > 0 ? null : toPlain(document.contents, document)
  return plain === null || !isRawMap(plain.value) ? null : { document, value: plain.value, nodes: plain.nodes }
}

/** The text with the draft's data; null where it cannot be reached by changing places of the text. */
const patchTo = ({ document, value, nodes }: YamlDraft, source: string): string | null => {
  const before = toPlain(document.contents, document)
  const known = new Map<unknown, unknown>([...(before?.nodes ?? [])].map(([old, node]) => [node, old]))
  const patch: Patch = {
    source,
    nodes,
    before: (node) => known.get(node) ?? toPlain(node, document)?.value,
    style: styleOf(document.contents),
    diff: diffNode,
    newline: /^[^\n]*\r\n/.test(source) ? '\r\n' : '\n',
  }
  try {
    const result = applySplices(source, diffNode({ node: document.contents as Node, replace: refuse }, value, patch))
    const check = loadAnyYaml(result)
    return check.ok && isDeepStrictEqual(check.value, value) ? result : null
  } catch (error) {
    if (error instanceof Unpatchable) return null
    throw error
  }
}

const patchWithoutAliases = (text: string, wanted: RawMap): string | null => {
  const plainText = withoutAliases(text)
  const draft = draftOf(plainText)
  if (draft === null) return null
  for (const key of Object.keys(draft.value)) if (!Object.hasOwn(wanted, key)) delete draft.value[key]
  for (const [key, value] of Object.entries(wanted)) setKey(draft.value, key, structuredClone(value))
  return patchTo(draft, plainText)
}

/** An alias repeats the text of its anchor, so neither can change alone; written out, they can. */
const withoutAliases = (text: string): string => {
  const document = parseYamlDocument(text)
  const splices: Splice[] = []
  visit(document, {
    Alias: (_, node) => {
      const plain = toPlain(node, document)
      if (plain !== null && node.range)
        splices.push({ start: node.range[0], end: node.range[1], text: emitFlow(plain.value) })
    },
  })
  return applySplices(text, splices)
}

const refuse = (): never => {
  throw new Unpatchable('the whole file would be written anew')
}

/** Whether this file indents lists under their key, told by the first list in it. */
const styleOf = (root: unknown): EmitStyle => {
  let listIndent = 0
  visit(root as Node, {
    Pair: (_, pair) => {
      const { key, value } = pair as { key: Node; value: unknown }
      if (!isSeq(value) || value.flow === true || !value.srcToken || !('indent' in value.srcToken)) return undefined
      const keyIndent = key.srcToken !== undefined && 'indent' in key.srcToken ? key.srcToken.indent : 0
      listIndent = Math.max(0, value.srcToken.indent - keyIndent)
      return visit.BREAK
    },
  })
  return { listIndent }
}
