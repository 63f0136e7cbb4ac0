import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '#shared/result.ts'
import { writeDurably } from './durable-write.ts'
import { writeFailure } from './file-errors.ts'

/** Folders Mage's own new projects have, each a Python package so that git keeps it and code can import from it. */
const packageFolders = [
  'pipelines',
  'data_loaders',
  'transformers',
  'data_exporters',
  'sensors',
  'custom',
  'callbacks',
  'conditionals',
  'utils',
]

const metadata = `project_type: standalone
variables_dir: .pipewright/mage_data
variables_retention_period: 90d
`

const ioConfig = `version: 0.1.1
# Connections that blocks read by name; values may come from the environment: "{{ env_var('POSTGRES_PASSWORD') }}".
default: {}
`

const requirements = `# Packages the project's environment needs, one a line.
pandas
`

const gitignore = `# Run history, journal and local environment: made again when needed.
.pipewright/
.venv/
venv/
__pycache__/
*.pyc
.ipynb_checkpoints/
.file_versions/

# Secrets stay on this machine.
.env
`

const gitattributes = `# The same bytes on every system, so that nothing shows as changed by line ends alone.
* text=auto eol=lf
*.parquet binary
*.pkl binary
*.joblib binary
*.png binary
`

const files: Readonly<Record<string, string>> = {
  'metadata.yaml': metadata,
  'io_config.yaml': ioConfig,
  'requirements.txt': requirements,
  '.gitignore': gitignore,
  '.gitattributes': gitattributes,
  '__init__.py': '',
}

/** What must be there for Mage and Pipewright to take a folder for a project. */
const adoptedFiles = ['metadata.yaml', 'io_config.yaml']

/** Adds what a new project has and the folder has not. Nothing that is there is changed. */
export const addSkeleton = async (folder: string, extent: 'all' | 'adopt'): Promise<Result<null>> => {
  const wanted = Object.entries(files).filter(([name]) => extent === 'all' || adoptedFiles.includes(name))
  for (const [name, text] of wanted) {
    const added = await addFile(folder, name, text)
    if (!added.ok) return added
  }
  for (const name of packageFolders) {
    const added = await addPackage(folder, name)
    if (!added.ok) return added
  }
  return ok(null)
}

const addPackage = async (folder: string, name: string): Promise<Result<null>> => {
  if (await isThere(join(folder, name))) return ok(null)
  try {
    await mkdir(join(folder, name))
  } catch (error) {
    return writeFailure(error, name)
  }
  return addFile(folder, `${name}/__init__.py`, '')
}

const addFile = async (folder: string, name: string, text: string): Promise<Result<null>> => {
  const path = join(folder, name)
  if (await isThere(path)) return ok(null)
  const written = await writeDurably(path, text, { exclusive: true, shownPath: name })
  // Somebody else made it in this moment: theirs stays.
  return written.ok || written.error.code === 'already-exists' ? ok(null) : written
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )
