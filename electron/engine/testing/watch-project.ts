import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createProjects } from '#engine/project/projects.ts'
import { createTempEngineContext, nextEvent } from './temp-engine-context.ts'

/**
 * A program for tests that need a process of its own: watches the project named by its argument, changes a file, and prints as JSON the
 * problems and the change it was told of.
 */
const [folder = ''] = process.argv.slice(2)
await using context = await createTempEngineContext()
const capability = createProjects(context, { readPipeline })
const opened = await capability.projects.open({ path: folder })
if (!opened.ok) throw new Error(opened.error.message)
const projectId = opened.value.id
await capability.whenWatching(projectId)
const told = nextEvent(context, 'file.changed')
const start = performance.now()
await writeFile(join(folder, 'transformers', 'load.py'), 'changed = 1\n')
const { path } = await told
const milliseconds = performance.now() - start
const project = await capability.projects.get({ projectId })
const problems = project.ok ? project.value.problems : []
process.stdout.write(JSON.stringify({ path, milliseconds, problems }))
await capability.dispose()
