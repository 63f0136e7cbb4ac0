import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { workingDirectoryOf } from './working-directory.ts'

it('blocks run in the folder that holds the project', async () => {
  await using project = await createTempProject()
  expect(await workingDirectoryOf(project.path)).toBe(dirname(project.path))
})

it('blocks of a project of a platform run in the folder that holds the platform', async () => {
  await using platform = await createTempProject()
  await platform.write('settings.yaml', 'projects:\n  unit_1: {}\n')
  await platform.write('unit_1/metadata.yaml', 'project_type: standalone\n')
  expect(await workingDirectoryOf(platform.at('unit_1'))).toBe(dirname(platform.path))
})
