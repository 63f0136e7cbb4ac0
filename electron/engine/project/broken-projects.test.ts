import { spawnSync } from 'node:child_process'
import { mkdir, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { createProjects } from './projects.ts'

const good = { uuid: 'good', blocks: [{ uuid: 'load' }] }

/** What the user gets on opening: the refusal, or the problems and which pipelines can be used. */
const open = async (path: string) => {
  await using context = await createTempEngineContext()
  const capability = createProjects(context, { readPipeline })
  try {
    const opened = await capability.projects.open({ path })
    if (!opened.ok) return { refused: `${opened.error.code}: ${opened.error.message}` }
    await capability.whenWatching(opened.value.id)
    return {
      problems: opened.value.problems.map(({ code, file, message }) => `${code} ${file}: ${message}`),
      usable: opened.value.pipelines.filter(({ readable }) => readable).map(({ uuid }) => uuid),
    }
  } finally {
    await capability.dispose()
  }
}

type Broken = {
  readonly what: string
  readonly make: (project: TempProject) => Promise<unknown>
  /** Opened instead of the project's folder. */
  readonly path?: (project: TempProject) => string
  readonly refused?: (path: string) => string
  readonly problems?: readonly string[]
  /** `good` where left out. */
  readonly usable?: readonly string[]
}

const run = (command: string, ...args: string[]) => {
  const done = spawnSync(command, args)
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr}`)
}

const replaceByLoop = async (project: TempProject, file: string) => {
  await rm(project.at(file), { recursive: true, force: true })
  await symlink(project.at(file), project.at(file))
}

const table: readonly Broken[] = [
  {
    what: 'a folder that is not there',
    make: async () => undefined,
    path: (project) => project.at('nowhere'),
    refused: (path) =>
      `not-found: Expected a folder at ${path}, but there is none. It may have been moved, renamed or deleted; choose another folder.`,
  },
  {
    what: 'a file instead of a folder',
    make: async () => undefined,
    path: (project) => project.at('metadata.yaml'),
    refused: (path) => `not-a-project: Expected a folder, but ${path} is a file. Choose the folder that holds it.`,
  },
  {
    what: 'a path through a file',
    make: async () => undefined,
    path: (project) => project.at('metadata.yaml/inside'),
    refused: (path) =>
      `not-found: Expected a folder at ${path}, but there is none. It may have been moved, renamed or deleted; choose another folder.`,
  },
  {
    what: 'a folder with plain files',
    make: (project) => project.write('plain/script.py', 'x = 1\n'),
    path: (project) => project.at('plain'),
    refused: (path) =>
      `not-a-project: Expected a project folder, but ${path} is none: it lacks metadata.yaml and pipelines/. Choose another folder, or make this one a project.`,
  },
  {
    what: 'the folder of a pipeline',
    make: async () => undefined,
    path: (project) => project.at('pipelines/good'),
    refused: (path) =>
      `not-a-project: Expected a project folder, but ${path} is none: it lacks pipelines/. Choose another folder, or make this one a project.`,
  },
  {
    what: 'a folder that is a link in a circle',
    make: (project) => symlink(project.at('circle'), project.at('circle')),
    path: (project) => project.at('circle'),
    refused: (path) =>
      `unreadable-file: Expected to read ${path}, but its symbolic links lead in a circle. Mend or remove the link.`,
  },
  {
    what: 'metadata.yaml that is a folder',
    make: async (project) => {
      await unlink(project.at('metadata.yaml'))
      await mkdir(project.at('metadata.yaml'))
    },
    problems: [
      'not-a-file metadata.yaml: Expected metadata.yaml to be a file, but it is a folder. Rename the folder and create the file.',
    ],
  },
  {
    what: 'metadata.yaml that is not UTF-8',
    make: (project) => project.write('metadata.yaml', Buffer.from('name: caf\xe9\n', 'latin1')),
    problems: [
      'not-utf8 metadata.yaml: Expected metadata.yaml to be UTF-8 text, but it holds other bytes. Save it as UTF-8; defaults are used until then.',
    ],
  },
  {
    what: 'metadata.yaml of 3 GB',
    make: (project) => truncate(project.at('metadata.yaml'), 3_000_000_000),
    problems: [
      'file-too-big metadata.yaml: Expected a project file of a few lines, but metadata.yaml has 3000 MB. Move the data elsewhere; defaults are used.',
    ],
  },
  {
    what: 'metadata.yaml with broken YAML',
    make: (project) => project.write('metadata.yaml', 'project_type: standalone\nfeatures: [a\nx: 1\n'),
    problems: [
      'yaml-syntax metadata.yaml: Expected YAML in metadata.yaml, but line 3 is not: Flow sequence in block collection must be sufficiently indented and end with a ]. Mend that line; defaults are used until then.',
    ],
  },
  {
    what: 'metadata.yaml that holds a list',
    make: (project) => project.write('metadata.yaml', '- a\n- b\n'),
    problems: [
      'not-a-map metadata.yaml: Expected keys and values in metadata.yaml (such as variables_dir: …), but it holds something else. Defaults are used.',
    ],
  },
  {
    what: 'an empty metadata.yaml, which Mage accepts',
    make: (project) => project.write('metadata.yaml', ''),
    problems: [],
  },
  {
    what: 'no metadata.yaml, but pipelines',
    make: (project) => unlink(project.at('metadata.yaml')),
    problems: [
      'missing-file metadata.yaml: Expected the project file metadata.yaml, but it is not there. Defaults are used; create the file to keep settings of the project.',
    ],
  },
  {
    what: 'metadata.yaml that is a link in a circle',
    make: (project) => replaceByLoop(project, 'metadata.yaml'),
    problems: [
      'link-loop metadata.yaml: Expected the project file metadata.yaml, but its symbolic links lead in a circle. Replace the link by a file.',
    ],
  },
  {
    what: 'metadata.yaml that is a pipe',
    make: async (project) => {
      await unlink(project.at('metadata.yaml'))
      run('mkfifo', project.at('metadata.yaml'))
    },
    problems: [
      'not-a-file metadata.yaml: Expected metadata.yaml to be a file, but it is something else. Replace it by a file.',
    ],
  },
  {
    what: 'a pipelines folder that is a file',
    make: async (project) => {
      await rm(project.at('pipelines'), { recursive: true })
      await project.write('pipelines', 'x')
    },
    problems: [
      'not-a-folder pipelines: Expected pipelines to be a folder that can be read, but it is a file. Rename the file and create the folder.',
    ],
    usable: [],
  },
  {
    what: 'a pipelines folder that is a link in a circle',
    make: (project) => replaceByLoop(project, 'pipelines'),
    problems: [
      'link-loop pipelines: Expected pipelines to be a folder that can be read, but its symbolic links lead in a circle. Replace the link by a folder.',
    ],
    usable: [],
  },
  {
    what: 'a file named .pipewright',
    make: (project) => project.write('.pipewright', 'x'),
    problems: [
      'state-folder-taken .pipewright: Expected .pipewright to be a folder for run history, but it is a file. Rename or delete that file; until then nothing can run.',
    ],
  },
  {
    what: 'a pipeline file that is a folder',
    make: (project) => mkdir(project.at('pipelines/bad/metadata.yaml'), { recursive: true }),
    problems: [
      'unreadable-file pipelines/bad/metadata.yaml: Expected a file, but there is a folder of this name. Rename the folder.',
    ],
  },
  {
    what: 'a pipeline file that is a pipe',
    make: async (project) => {
      await mkdir(project.at('pipelines/bad'))
      run('mkfifo', project.at('pipelines/bad/metadata.yaml'))
    },
    problems: [
      'not-a-file pipelines/bad/metadata.yaml: Expected pipelines/bad/metadata.yaml to be a regular file, but it is a pipe or a device. Replace it by a file.',
    ],
  },
  {
    what: 'a pipeline file of 3 GB',
    make: async (project) => {
      await project.write('pipelines/bad/metadata.yaml', '')
      await truncate(project.at('pipelines/bad/metadata.yaml'), 3 * 1024 ** 3)
    },
    problems: [
      'file-too-big pipelines/bad/metadata.yaml: Expected a description of a pipeline, but pipelines/bad/metadata.yaml has 3072 MB. Move the data into files of their own.',
    ],
  },
  {
    what: 'a pipeline folder that is a link out of the project',
    make: async (project) => {
      await mkdir(`${project.path}-elsewhere`)
      await writeFile(`${project.path}-elsewhere/metadata.yaml`, 'blocks: []\n')
      await symlink(`${project.path}-elsewhere`, project.at('pipelines/bad'))
    },
    problems: [
      "link-outside pipelines/bad/metadata.yaml: Expected pipelines/bad/metadata.yaml to lie in the project, but a symbolic link leads out of it. Copy the pipeline's folder into the project.",
    ],
  },
  {
    what: 'a pipeline file that is not UTF-8',
    make: (project) => project.write('pipelines/bad/metadata.yaml', Buffer.from([0x62, 0xff, 0xfe])),
    problems: [
      'not-utf8 pipelines/bad/metadata.yaml: Expected UTF-8 text, but the file holds bytes that are not. Save it again with UTF-8 encoding.',
    ],
  },
  {
    what: 'folders nested 300 deep',
    make: (project) => project.write(`utils/${'d/'.repeat(300)}deep.py`, 'x = 1\n'),
    problems: [],
  },
  {
    what: 'a link to the project itself within it',
    make: (project) => symlink(project.path, project.at('self')),
    problems: [],
  },
  {
    what: 'pipeline names with line breaks, quotes and other scripts',
    make: async (project) => {
      for (const uuid of ['two\nlines', 'it\'s "quoted"', 'データ', '🚀', 'with space ']) {
        await project.write(`pipelines/${uuid}/metadata.yaml`, 'blocks: []\n')
      }
    },
    problems: [],
    usable: ['🚀', 'データ', 'good', 'it\'s "quoted"', 'two\nlines', 'with space '],
  },
  {
    what: "copies that Mage's editor left behind",
    make: (project) =>
      project.write('pipelines/good_5f0f7d3e-8f55-4a44-9d1e-0123456789ab/metadata.yaml', 'blocks: []\n'),
    problems: [],
  },
]

describe('opening', () => {
  it.each(table)('$what', async ({ make, path, refused, problems, usable }) => {
    await using project = await createTempProject([good])
    await make(project)
    const chosen = path?.(project) ?? project.path
    const opened = await open(chosen)
    if (refused !== undefined) return expect(opened).toEqual({ refused: refused(chosen) })
    expect(opened).toEqual({ problems, usable: expect.anything() })
    expect([...(opened.usable ?? [])].sort()).toEqual([...(usable ?? ['good'])].sort())
  })
})
