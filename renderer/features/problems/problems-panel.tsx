import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { Problem } from '#shared/model/problem.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { openFile } from '../../commands/file-commands.ts'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'

/** Problems by file, errors before warnings, then by line. */
export const groupByFile = (problems: readonly Problem[]): readonly (readonly [string, readonly Problem[]])[] => {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) groups.set(problem.file, [...(groups.get(problem.file) ?? []), problem])
  const rank = (problem: Problem) => (problem.severity === 'error' ? 0 : 1)
  const sorted = [...groups].map(
    ([file, found]) => [file, found.sort((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0))] as const,
  )
  return sorted.sort(([a], [b]) => a.localeCompare(b))
}

const Row = ({ problem }: { readonly problem: Problem }) => (
  <li>
    <button
      type="button"
      className="flex w-full items-start gap-2 py-1 pr-3 pl-6 text-left hover:bg-hover"
      onClick={() => void openFile(problem.file, problem.line ?? undefined)}
    >
      <span
        role="img"
        aria-label={problem.severity === 'error' ? 'Error' : 'Warning'}
        className={`mt-0.5 inline-flex shrink-0 ${problem.severity === 'error' ? 'text-failed' : 'text-warning'}`}
      >
        {problem.severity === 'error' ? <CircleAlert size={13} /> : <TriangleAlert size={13} />}
      </span>
      <span className="min-w-0 flex-1 text-primary text-sm">{problem.message}</span>
      {problem.line === null ? null : (
        <span className="shrink-0 text-muted text-xs tabular-nums">line {problem.line}</span>
      )}
    </button>
  </li>
)

/** What is wrong in the project's files. A click opens the file at the line. */
export const ProblemsPanel = () => {
  const project = useProject()
  if (project === undefined) return <SkeletonLines count={4} />
  if (project.problems.length === 0) {
    return (
      <EmptyState
        size="sm"
        icon={<CircleCheck size={20} strokeWidth={1.5} className="text-success" />}
        title="No problems"
        text="Pipelines and block files of this project can be read."
      />
    )
  }
  return (
    <ScrollArea label="Problems" className="py-1">
      {groupByFile(project.problems).map(([file, problems]) => (
        <section key={file} aria-label={file}>
          <h3 className="m-0 flex items-center gap-2 px-3 py-1 font-medium text-secondary text-sm">
            {file}
            <span className="text-muted text-xs">{problems.length}</span>
          </h3>
          <ul className="m-0 list-none p-0">
            {problems.map((problem) => (
              <Row key={problem.id} problem={problem} />
            ))}
          </ul>
        </section>
      ))}
    </ScrollArea>
  )
}
