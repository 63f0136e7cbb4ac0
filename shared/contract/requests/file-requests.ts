import { z } from 'zod'
import { etagSchema, projectFilePathSchema } from '../../model/ids.ts'
import { fileEntrySchema } from '../../model/project.ts'
import { file, nothing, project, type RequestTable } from './shapes.ts'

const textFile = z.object({
  path: z.string(),
  text: z.string(),
  etag: etagSchema,
  /** False for files that are not UTF-8 text or too big for the editor; `text` is then empty. */
  editable: z.boolean(),
  /** Why not, in words. */
  message: z.string().nullable(),
})

/** Text files of a project. */
export const fileRequests = {
  'file.list': { input: project.extend({ folder: z.string().max(4096) }), output: z.array(fileEntrySchema) },
  'file.search': {
    input: project.extend({ query: z.string().max(200), limit: z.number().int().min(1).max(500) }),
    output: z.array(fileEntrySchema),
  },
  'file.read': { input: file, output: textFile },
  /** A file that is no text: its size, and the picture it holds; null where it is none, or too large to be shown. */
  'file.picture': {
    input: file,
    output: z.object({
      bytes: z.number().int(),
      picture: z.object({ mime: z.string().regex(/^image\//), base64: z.string() }).nullable(),
    }),
  },
  /** `expected` is the etag the text was read with; null = the file must not exist yet. A stale one gives `conflict` with the text on disk in `details.text`, `details.etag`. */
  'file.save': {
    input: file.extend({ text: z.string(), expected: etagSchema.nullable() }),
    output: z.object({ path: z.string(), etag: etagSchema }),
  },
  'file.create': { input: file.extend({ kind: z.enum(['file', 'folder']) }), output: fileEntrySchema },
  'file.rename': { input: file.extend({ newPath: projectFilePathSchema }), output: fileEntrySchema },
  /** To the system's trash; a block file also leaves every pipeline that uses it. */
  'file.delete': { input: file, output: nothing },
  /** Keeps unsaved text against a crash; null forgets it. */
  'file.journal': { input: file.extend({ text: z.string().nullable(), etag: etagSchema.nullable() }), output: nothing },
  'file.journalled': {
    input: project,
    output: z.array(z.object({ path: z.string(), text: z.string(), etag: etagSchema.nullable(), time: z.number() })),
  },
  /** Earlier texts of a file, newest first. */
  'file.history': {
    input: file,
    output: z.array(z.object({ id: z.string(), time: z.number(), bytes: z.number().int() })),
  },
  'file.historyText': { input: file.extend({ id: z.string().max(200) }), output: z.object({ text: z.string() }) },
} as const satisfies RequestTable
