import type { Files } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { fileNotThere } from '#engine/project/file-errors.ts'
import type { ProjectWithFiles } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'
import { entryOf, listFolder, searchFiles } from './file-tree.ts'
import type { FilesContext, FilesDeps } from './files-context.ts'
import { clearJournal, readJournal, writeJournal } from './journal.ts'
import { createKeyedQueue } from './keyed-queue.ts'
import { listHistory, readHistory } from './local-history.ts'
import { createEntry, deleteEntry, renameEntry } from './move-files.ts'
import { type ResolvedFile, resolveProjectFile } from './project-file-path.ts'
import { readPicture } from './read-picture.ts'
import { readTextFile } from './read-text-file.ts'
import { saveTextFile } from './save-text-file.ts'

/** Makes the capability that reads, saves and moves files of open projects. Nothing it does leaves a project's folder. */
export const createFiles = (context: EngineContext, deps: FilesDeps): Files => {
  const files: FilesContext = { context, deps, inOrder: createKeyedQueue() }
  const inProject = async <Value>(id: string, use: (project: ProjectWithFiles) => Promise<Result<Value>>) => {
    const project = deps.findProject(id)
    return project.ok ? use(project.value) : project
  }
  const onFile = <Value>(
    { projectId, path }: { projectId: string; path: string },
    use: (project: ProjectWithFiles, file: ResolvedFile) => Promise<Result<Value>>,
  ) =>
    inProject(projectId, async (project) => {
      const file = await resolveProjectFile(project.path, path)
      return file.ok ? use(project, file.value) : file
    })
  return {
    list: ({ projectId, folder }) => inProject(projectId, (project) => listFolder(project, folder)),
    search: (input) => inProject(input.projectId, (project) => searchFiles(project, input)),
    read: (input) => onFile(input, (_, file) => readTextFile(file)),
    picture: (input) => onFile(input, (_, file) => readPicture(file)),
    save: (input) => onFile(input, (project, file) => saveTextFile(files, { project, file, ...input })),
    create: (input) => onFile(input, (project, file) => createEntry(files, { project, file, kind: input.kind })),
    rename: (input) =>
      onFile(input, (project, from) =>
        onFile({ ...input, path: input.newPath }, (_, to) => renameEntry(files, { project, from, to })),
      ),
    delete: (input) => onFile(input, (project, file) => deleteEntry(files, { project, file })),
    journal: (input) =>
      onFile(input, async (project, { path }) => {
        if (input.text !== null) return writeJournal(project, { path, text: input.text, etag: input.etag })
        await clearJournal(project, path)
        return ok(null)
      }),
    journalled: ({ projectId }) => inProject(projectId, async (project) => ok(await readJournal(project))),
    history: (input) => onFile(input, async (project, { path }) => ok(await listHistory(project, path))),
    historyText: (input) => onFile(input, (project, { path }) => readHistory(project, path, input.id)),
    resolve: (input) =>
      onFile(input, async (project, file) =>
        (await entryOf(project, file.path)) === null ? fileNotThere(file.path) : ok(file.absolute),
      ),
  }
}
