import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { etagOf } from '#engine/project/etag.ts'
import { writeFailure } from '#engine/project/file-errors.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createFolderFacts } from './folder-facts.ts'
import type { PipelinesDependencies } from './pipelines.ts'
import { bytesOrNull, type FolderChange, sameBytes } from './stage.ts'

export type Writer = Pick<PipelinesDependencies, 'writeFile' | 'noteOwnWrite'> & { readonly projectPath: string }

/** Writes a change to the folder: all of it, or nothing. What was done before a failure is taken back. */
export const applyChange = async (change: FolderChange, writer: Writer): Promise<Result<null>> => {
  const outside = pathOutside(change, writer.projectPath)
  if (outside !== null) {
    const message = `${outside} leads out of the project by a link, so it is not changed from here. Open that folder as a project, or put a copy into this one.`
    return fail('outside-project', message, { path: outside })
  }
  const undo: (() => Promise<unknown>)[] = []
  const failure = await applySteps(change, writer, undo)
  if (failure === null) return ok(null)
  for (const step of undo.reverse()) await step().catch(() => undefined)
  return failure
}

const pathOutside = ({ files, moves }: FolderChange, projectPath: string): string | null => {
  const { leadsOutside } = createFolderFacts(projectPath)
  // Moving a link moves only the link: what counts is where its folder lies.
  const isFolderOutside = (path: string) => leadsOutside(join(dirname(path), '.pipewright-none'))
  return (
    files.map(({ path }) => path).find(leadsOutside) ??
    moves.flatMap(({ from, to }) => [from, to]).find(isFolderOutside) ??
    null
  )
}

const applySteps = async (
  change: FolderChange,
  writer: Writer,
  undo: (() => Promise<unknown>)[],
): Promise<Result<never> | null> => {
  for (const { from, to } of change.moves) {
    const moved = await moveFile(from, to, writer)
    if (moved !== null) return moved
    undo.push(() => moveFile(to, from, writer))
  }
  for (const { path, from, to } of change.files) {
    // The change was worked out from this content; another program may have been quicker.
    if (!sameBytes(bytesOrNull(join(writer.projectPath, path)), from))
      return fail(
        'conflict',
        `${path} was changed by another program at this very moment. Nothing was changed; try again.`,
      )
    const written = await setContent(path, to, writer)
    if (written !== null) return written
    undo.push(() => setContent(path, from, writer))
  }
  return null
}

const moveFile = async (from: string, to: string, writer: Writer): Promise<Result<never> | null> => {
  const source = join(writer.projectPath, from)
  const target = join(writer.projectPath, to)
  try {
    await mkdir(dirname(target), { recursive: true })
    const content = bytesOrNull(source)
    writer.noteOwnWrite(source, null)
    if (content !== null) writer.noteOwnWrite(target, etagOf(content))
    await rename(source, target)
    return null
  } catch (error) {
    return writeFailure(error, to)
  }
}

const setContent = async (path: string, content: Buffer | null, writer: Writer): Promise<Result<never> | null> => {
  const absolute = join(writer.projectPath, path)
  writer.noteOwnWrite(absolute, content === null ? null : etagOf(content))
  try {
    if (content === null) {
      await rm(absolute, { force: true })
      return null
    }
    await mkdir(dirname(absolute), { recursive: true })
  } catch (error) {
    return writeFailure(error, path)
  }
  const written = await writer.writeFile(absolute, content)
  return written.ok ? null : written
}
