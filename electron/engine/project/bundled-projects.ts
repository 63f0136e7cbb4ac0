import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { ProjectTemplate } from '#shared/model/project.ts'

const templateFile = z.object({ name: z.string(), description: z.string().default('') })

/** Where the app's bundled projects lie below its resources. */
export const exampleFolder = (resources: string, id: string): string => join(resources, 'examples', id)
export const templateFolder = (resources: string, id: string): string =>
  join(resources, 'templates', 'projects', id, 'files')

/** An id is one folder name: what comes from the window must not lead elsewhere. */
export const isBundledId = (id: string): boolean => /^[a-z0-9][a-z0-9_-]*$/i.test(id)

/** Bundled examples; name and description come from the heading and first paragraph of their README. */
export const listExamples = async (resources: string): Promise<ProjectTemplate[]> => {
  const ids = await foldersOf(join(resources, 'examples'))
  return Promise.all(
    ids.map(async (id) => {
      const readme = await readFile(join(exampleFolder(resources, id), 'README.md'), 'utf8').catch(() => '')
      return { id, ...readmeWords(readme, id) }
    }),
  )
}

/** Templates of *New project…*, described by their `template.yaml`. */
export const listTemplates = async (resources: string): Promise<ProjectTemplate[]> => {
  const folder = join(resources, 'templates', 'projects')
  const found = await Promise.all(
    (await foldersOf(folder)).map(async (id) => {
      const text = await readFile(join(folder, id, 'template.yaml'), 'utf8').catch(() => null)
      const words = text === null ? null : templateFile.safeParse(parseDocument(text).toJS())
      return words?.success === true ? [{ id, ...words.data }] : []
    }),
  )
  return found.flat()
}

const foldersOf = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  const folders = await Promise.all(
    names.filter(isBundledId).map(async (name) => ((await stat(join(folder, name))).isDirectory() ? [name] : [])),
  )
  return folders.flat().sort()
}

const readmeWords = (readme: string, id: string): { name: string; description: string } => {
  const name = /^# +(.+)$/m.exec(readme)?.[1]?.trim() ?? id
  const paragraphs = readme
    .replace(/\r/g, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^#.*$/gm, '').replace(/\s+/g, ' ').trim())
  return { name, description: paragraphs.find((paragraph) => /^[\p{L}\p{N}`*_[]/u.test(paragraph)) ?? '' }
}
