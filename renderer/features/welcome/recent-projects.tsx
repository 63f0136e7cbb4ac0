import { Folder, X } from 'lucide-react'
import type { RecentProject } from '#shared/model/project.ts'
import { forgetRecent, openFolder } from '../../commands/project-opening.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { TimeText } from '../../ui/time-text.tsx'

/** `~/work/churn` instead of the whole home folder. */
const shortPath = (path: string, homeFolder: string): string =>
  homeFolder !== '' && path.startsWith(homeFolder) ? `~${path.slice(homeFolder.length)}` : path

const Row = ({ project, homeFolder }: { readonly project: RecentProject; readonly homeFolder: string }) => (
  <li className="group relative flex items-center rounded-md hover:bg-hover">
    <button
      type="button"
      disabled={!project.exists}
      className={classNames(
        'flex min-w-0 flex-1 items-center gap-3 rounded-md py-2 pr-10 pl-3 text-left',
        !project.exists && 'opacity-55',
      )}
      onClick={() => void openFolder(project.path)}
    >
      <Folder size={16} strokeWidth={1.5} className="shrink-0 text-muted" aria-hidden="true" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium text-md text-primary">{project.name}</span>
        <span className="truncate text-secondary text-sm" title={project.path}>
          {shortPath(project.path, homeFolder)}
        </span>
      </span>
      <span className="shrink-0 text-muted text-sm">
        {project.exists ? <TimeText time={project.openedAt} look="age" /> : 'folder missing'}
      </span>
    </button>
    <IconButton
      label={`Remove ${project.name} from the list`}
      size="sm"
      className={classNames(
        'absolute right-2 focus-visible:opacity-100 group-hover:opacity-100',
        project.exists && 'opacity-0',
      )}
      onClick={() => void forgetRecent(project.path)}
    >
      <X size={13} />
    </IconButton>
  </li>
)

type RecentProjectsProps = { readonly recent: readonly RecentProject[]; readonly homeFolder: string }

/** Projects opened before, newest first; missing ones are grey and can be removed. */
export const RecentProjects = ({ recent, homeFolder }: RecentProjectsProps) => (
  <section aria-labelledby="recent-projects" className="min-w-0">
    <h2 id="recent-projects" className="m-0 pb-2 font-semibold text-muted text-xs uppercase tracking-[0.08em]">
      Recent projects
    </h2>
    {recent.length === 0 ? (
      <div className="rounded-lg border border-subtle border-dashed px-5 py-6 text-secondary text-sm">
        <div className="font-medium text-primary">Nothing opened yet</div>
        Open a project folder, or begin with an example below: the first one needs nothing but Python.
      </div>
    ) : (
      <ul className="-mx-3 m-0 flex list-none flex-col gap-0.5 p-0">
        {recent.map((project) => (
          <Row key={project.path} project={project} homeFolder={homeFolder} />
        ))}
      </ul>
    )}
  </section>
)
