import { readFile } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Frame } from '#shared/model/run.ts'

/** Where a block over its limit was, innermost last as in a traceback. */
export type Stack = { readonly text: string; readonly frames: readonly Frame[] }

const frameLine = /^ {2}File "(.+)", line (\d+) in (.+)$/
/** Frames of ours around the block's code tell nobody anything. */
const ofTheRunner = /[\\/]pipewright_runner[\\/]|^<frozen /

const escaped = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/g

/** faulthandler writes what is not ASCII as `\xf3`, `\u0142` or `\U0001f389`. */
const unescaped = (text: string): string =>
  text.replace(escaped, (whole, ...digits: (string | undefined)[]) => {
    const point = Number.parseInt(digits[0] ?? digits[1] ?? digits[2] ?? '', 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })

const frameOf = (projectPath: string, line: string): Frame[] => {
  const match = frameLine.exec(line)
  const path = match?.[1] ?? ''
  if (match === null || ofTheRunner.test(path)) return []
  const inside = relative(projectPath, path)
  const inProject = isAbsolute(path) && inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)
  const file = inProject ? inside.split(sep).join('/') : path
  return [{ file, inProject, line: Number(match[2]), function: match[3] ?? '', code: null }]
}

/** Reads what faulthandler wrote: several threads, that of the signal (the main one) as "Current thread"; innermost frame first. */
export const parseStack = (written: string, projectPath: string): Stack => {
  const text = unescaped(written)
  const threads = text.split(/\n(?=(?:Current thread|Thread) )/)
  const current = threads.find((thread) => thread.startsWith('Current thread')) ?? threads[0] ?? ''
  const frames = current.split('\n').flatMap((line) => frameOf(projectPath, line))
  const lines = text.split('\n').filter((line) => !ofTheRunner.test(frameLine.exec(line)?.[1] ?? ''))
  return { text: lines.join('\n').trim(), frames: frames.reverse() }
}

/** The stack of a block run; empty where there is none. */
export const readStack = async (directory: string, projectPath: string): Promise<Stack> => {
  const text = await readFile(join(directory, 'stack.txt'), 'utf8').catch(() => '')
  return parseStack(text, projectPath)
}
