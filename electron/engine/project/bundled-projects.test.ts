import { describe, expect, it } from 'vitest'
import { value } from '#engine/testing/temp-files.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { createTempProjects } from '#engine/testing/temp-projects.ts'
import { listExamples, listTemplates } from './bundled-projects.ts'

describe('bundled projects', () => {
  it('come in the order of examples.yaml; others last, described by their README', async () => {
    await using folder = await createTempProject()
    await folder.write('examples/a/README.md', '# An A\n\nSays\nsomething.\n\nMore.\n')
    await folder.write('examples/b/README.md', '')
    await folder.write('examples/z/README.md', '# Unused\n')
    const listed = '- {id: z, name: Zed, description: First.}\n- {id: gone, name: Gone, description: Not there.}\n'
    await folder.write('examples/examples.yaml', listed)
    expect(await listExamples(folder.path)).toEqual([
      { id: 'z', name: 'Zed', description: 'First.' },
      { id: 'a', name: 'An A', description: 'Says something.' },
      { id: 'b', name: 'b', description: '' },
    ])
  })

  it('are none where the installation has none, and a damaged template is left out', async () => {
    await using folder = await createTempProject()
    expect([await listExamples(folder.path), await listTemplates(folder.path)]).toEqual([[], []])
    await folder.write('templates/projects/good/template.yaml', 'name: Good\n')
    await folder.write('templates/projects/bad/template.yaml', 'name: [\n')
    await folder.write('templates/projects/worse/template.yaml', '*nowhere\n')
    expect(await listTemplates(folder.path)).toEqual([{ id: 'good', name: 'Good', description: '' }])
  })
})

describe('every project that comes with the app', () => {
  it('opens without a problem', async () => {
    await using session = await createTempProjects({}, 'app')
    const { context, projects, folder } = session
    const opened = []
    for (const { id } of await listExamples(context.resourcesDirectory)) {
      opened.push(value(await projects.openExample({ exampleId: id })))
    }
    for (const { id } of await listTemplates(context.resourcesDirectory)) {
      const created = value(
        await projects.create({ name: `new_${id}`, parent: folder.at('pipelines'), templateId: id }),
      )
      opened.push(value(await projects.open({ path: created.path })))
    }
    expect(opened.length).toBeGreaterThan(0)
    expect(opened.flatMap(({ name, problems }) => problems.map(({ message }) => `${name}: ${message}`))).toEqual([])
    expect(opened.every(({ trusted }) => trusted)).toBe(true)
  })
})
