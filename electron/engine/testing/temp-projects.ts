import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createProjects, type ProjectsDeps } from '#engine/project/projects.ts'
import { createTempEngineContext } from './temp-engine-context.ts'
import { createTempProject } from './temp-project.ts'

/** Projects of an engine with resources of its own (one example, one template), or with those of the app. */
export const createTempProjects = async (deps: Partial<ProjectsDeps> = {}, from: 'own' | 'app' = 'own') => {
  const folder = await createTempProject()
  const resources = folder.at('resources')
  await folder.write('resources/examples/churn/README.md', '# Customer churn\n\nPredicts who leaves.\n\nMore.\n')
  await folder.write('resources/examples/churn/metadata.yaml', '')
  await folder.write('resources/examples/churn/pipelines/train/metadata.yaml', 'name: Train\nblocks: []\n')
  await folder.write('resources/templates/projects/basic/template.yaml', 'name: Basic\ndescription: A start.\n')
  await folder.write('resources/templates/projects/basic/files/README.md', '# {{ project_name }}\n')
  await folder.write('resources/templates/projects/basic/files/pipelines/first/metadata.yaml', 'blocks: []\n')
  const context = await createTempEngineContext(from === 'own' ? { resourcesDirectory: resources } : {})
  const capability = createProjects(context, { readPipeline, watch: false, ...deps })
  return {
    folder,
    context,
    ...capability,
    [Symbol.asyncDispose]: async () => {
      await capability.dispose()
      await context[Symbol.asyncDispose]()
      await folder.remove()
    },
  }
}
