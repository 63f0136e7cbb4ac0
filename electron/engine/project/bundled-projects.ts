import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type ProjectTemplate, projectTemplateSchema } from '#shared/model/project.ts'

const examplesFile = z.array(projectTemplateSchema)
const templateFile = z.object({
  name: z.string(),
  description: z.string().default(''),
  order: z.number().default(1000),
})

/** Where the app's bundled projects lie below its resources. */
export const exampleFolder = (resources: string, id: string): string => join(resources, 'examples', id)
export const templateFolder = (resources: string, id: string): string =>
  join(resources, 'templates', 'projects', id, 'files')

/** An id is one folder name: what comes from the window must not lead elsewhere. */
export const isBundledId = (id: string): boolean => /^[a-z0-9][a-z0-9_-]*$/i.test(id)

/**
 * Bundled examples. `examples.yaml` gives their order and words; one it does not name comes last, with the heading and first paragraph of
 * its README.
 */
export const listExamples = async (resources: string): Promise<ProjectTemplate[]> => {
  const listed = examplesFile.safeParse(await readYaml(join(resources, 'examples', 'examples.yaml')))
  const named = listed.success ? listed.data : []
  const ids = await foldersOf(join(resources, 'examples'))
  const others = ids.filter((id) => !named.some((example) => example.id === id))
  return [
    ...named.filter(({ id }) => ids.includes(id)),
    ...(await Promise.all(others.map((id) => exampleFromReadme(resources, id)))),
  ]
}

const exampleFromReadme = async (resources: string, id: string): Promise<ProjectTemplate> => {
  const readme = await readFile(join(exampleFolder(resources, id), 'README.md'), 'utf8').catch(() => '')
  return { id, ...readmeWords(readme, id) }
}

/** Templates of *New project…*, described by their `template.yaml`; a damaged one is left out. */
export const listTemplates = async (resources: string): Promise<ProjectTemplate[]> => {
  const folder = join(resources, 'templates', 'projects')
  const ids = await foldersOf(folder)
  const found = await Promise.all(
    ids.map(async (id) => {
      const words = templateFile.safeParse(await readYaml(join(folder, id, 'template.yaml')))
      return words.success ? [{ id, ...words.data }] : []
    }),
  )
  return found
    .flat()
    .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name))
    .map(({ id, name, description }) => ({ id, name, description }))
}

const readYaml = async (path: string): Promise<unknown> => {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
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
