import { isDeepStrictEqual } from 'node:util'
import { isSeq, type Node, visit } from 'yaml'
import { fail, ok, type Result } from '#shared/result.ts'
import { isRawMap, type RawMap } from './read-values.ts'
import { diffNode } from './yaml-diff.ts'
import type { Patch } from './yaml-diff-list.ts'
import { type EmitStyle, emitFlow } from './yaml-emit.ts'
import { loadAnyYaml, parseYamlDocument, toPlain } from './yaml-load.ts'
import { applySplices, type Splice, Unpatchable } from './yaml-text.ts'

/**
 * Changes a YAML file by changing its data: `change` gets the file's data and alters it in place, and only the lines that hold the
 * difference change. Everything else (comments, quoting, indentation, line breaks, order, byte order mark) stays byte for byte.
 * The result is read again and must hold exactly the wanted data, else nothing is changed.
 */
export const patchYaml = (source: string, change: (data: RawMap) => void): Result<string> => {
  const mark = source.startsWith('\uFEFF') ? '\uFEFF' : ''
  const crlf = /^[^\n]*\r\n/.test(source.slice(mark.length))
  const text = source.slice(mark.length)
  const patched = tryPatch(text, change, crlf) ?? tryPatch(withoutAliases(text), change, crlf)
  if (patched === null)
    return fail(
      'unsupported',
      'This file is written in a way that cannot be changed safely from here. Change it in the editor instead.',
    )
  return ok(mark + patched)
}

const tryPatch = (text: string, change: (data: RawMap) => void, crlf: boolean): string | null => {
  const document = parseYamlDocument(text)
  const draft = toPlain(document.contents, document)
  const before = toPlain(document.contents, document)
  if (document.errors.length > 0 || draft === null || before === null || !isRawMap(draft.value)) return null
  change(draft.value)
  const known = new Map<unknown, unknown>([...before.nodes].map(([value, node]) => [node, value]))
  const patch: Patch = {
    source: text,
    nodes: draft.nodes,
    before: (node) => known.get(node) ?? toPlain(node, document)?.value,
    style: styleOf(document.contents),
    diff: diffNode,
    newline: crlf ? '\r\n' : '\n',
  }
  try {
    const result = applySplices(
      text,
      diffNode({ node: document.contents as Node, replace: refuse }, draft.value, patch),
    )
    const check = loadAnyYaml(result)
    return check.ok && isDeepStrictEqual(check.value, draft.value) ? result : null
  } catch (error) {
    if (error instanceof Unpatchable) return null
    throw error
  }
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
