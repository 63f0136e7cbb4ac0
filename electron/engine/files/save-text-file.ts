import { readFile, stat } from 'node:fs/promises'
import { writeDurably } from '#engine/project/durable-write.ts'
import { etagOf } from '#engine/project/etag.ts'
import { readFailure, systemCode } from '#engine/project/file-errors.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { FilesContext } from './files-context.ts'
import { forgetSavedText, writeJournal } from './journal.ts'
import { keepInHistory } from './local-history.ts'
import { type ResolvedFile, refuseClosedFolder } from './project-file-path.ts'
import { biggestEditable, decodeText, encodeText } from './text-content.ts'

type Save = {
  readonly project: OpenProject
  readonly file: ResolvedFile
  readonly text: string
  readonly expected: string | null
}

type Saved = { readonly path: string; readonly etag: string }

/**
 * Saves a text where the file still is what the writer has seen; otherwise `conflict`, with what is there now. Order: journal of the new
 * text, local history of the old one, durable write, journal forgotten.
 */
export const saveTextFile = async (files: FilesContext, save: Save): Promise<Result<Saved>> => {
  const refused = refuseClosedFolder(save.file)
  if (refused !== null) return refused
  return files.inOrder(save.file.real, () => saveNow(files, save))
}

const saveNow = async (files: FilesContext, save: Save): Promise<Result<Saved>> => {
  const { project, file, text } = save
  const current = await readCurrent(file)
  if (!current.ok) return current
  const old = current.value
  const bytes = encodeText(text, old?.hasMark ?? false)
  const etag = etagOf(bytes)
  if (old?.etag === etag) {
    await forgetSavedText(project, file.path, text)
    return ok({ path: file.path, etag })
  }
  if ((old?.etag ?? null) !== save.expected) return conflict(file, old)
  const written = await writeDurably(file.real, bytes, {
    shownPath: file.path,
    exclusive: save.expected === null,
    makeFolders: save.expected === null,
    noteOwnWrite: (path, etag) => files.deps.noteOwnWrite(path, etag, 'text'),
    before: () => keepSafe(files, save, old),
  })
  if (!written.ok) return written
  await forgetSavedText(project, file.path, text)
  return ok({ path: file.path, etag: written.value.etag })
}

/** The new text into the journal, the old one into the history. Neither may keep a save from happening. */
const keepSafe = async (files: FilesContext, save: Save, old: Current | null): Promise<Result<null>> => {
  const { project, file, text } = save
  const kept = await Promise.all([
    writeJournal(project, { path: file.path, text, etag: save.expected }),
    old === null ? ok(null) : keepInHistory(project, file.path, old.bytes),
  ])
  for (const result of kept) {
    if (!result.ok) files.context.logger.warn('a save could not be kept safe first', { message: result.error.message })
  }
  return ok(null)
}

type Current = {
  readonly bytes: Buffer
  readonly etag: string
  readonly hasMark: boolean
  readonly text: string | null
}

const readCurrent = async (file: ResolvedFile): Promise<Result<Current | null>> => {
  try {
    const facts = await stat(file.real)
    if (facts.isFile() && facts.size > biggestEditable) {
      return fail(
        'conflict',
        `Expected ${file.path} to be a text of at most 5 MB, but it has grown beyond that. Save your text under another name.`,
        { text: null, etag: null },
      )
    }
    const bytes = await readFile(file.real)
    const content = decodeText(bytes)
    const isText = content.kind === 'text'
    return ok({ bytes, etag: etagOf(bytes), hasMark: isText && content.hasMark, text: isText ? content.text : null })
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? ok(null) : readFailure(error, file.path)
  }
}

const conflict = (file: ResolvedFile, current: Current | null): Result<never> => {
  const details = { path: file.path, text: current?.text ?? null, etag: current?.etag ?? null }
  if (current === null) {
    return fail(
      'conflict',
      `Expected ${file.path} as it was opened, but it was deleted or moved meanwhile. Save it as a new file, or give up your text.`,
      details,
    )
  }
  return fail(
    'conflict',
    `Expected ${file.path} as it was opened, but somebody changed it meanwhile. Compare the two texts and choose.`,
    details,
  )
}
