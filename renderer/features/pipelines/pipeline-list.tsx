import { Search, TriangleAlert, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { PipelineSummary } from '#shared/model/project.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { openPipeline } from '../../commands/pipeline-commands.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { inputClass } from '../../ui/field.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/state.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { allTags, filterPipelines, toggleTag } from './pipeline-filter.ts'
import { pipelineMenu } from './pipeline-menu.ts'
import { setFilter, useSidebarStore } from './sidebar-store.ts'

type LastRun = { readonly state: NonNullable<PipelineSummary['lastRun']>['state']; readonly time: number }

/** The newest run: folded live where the window follows it, else as the project says. */
const useLastRun = (pipeline: PipelineSummary): LastRun | null => {
  const live = useRunStore((state) => state.runs[state.latest[pipeline.uuid] ?? 0])
  const known = pipeline.lastRun
  if (live !== undefined && live.id >= (known?.runId ?? 0)) {
    return { state: live.state, time: live.endedAt ?? live.startedAt ?? live.queuedAt }
  }
  return known === null ? null : { state: known.state, time: known.endedAt ?? known.startedAt }
}

const When = ({ pipeline, last }: { readonly pipeline: PipelineSummary; readonly last: LastRun | null }) => {
  const look = 'shrink-0 text-muted text-xs tabular-nums'
  if (!pipeline.readable) return <span className={classNames(look, 'text-warning')}>unreadable</span>
  if (last?.state === 'running' || last?.state === 'queued') return <span className={look}>running</span>
  if (pipeline.type !== 'python') return <span className={look}>{pipeline.type.replaceAll('_', ' ')}</span>
  return last === null ? null : <TimeText time={last.time} look="age" className={look} />
}

const Row = ({ pipeline, tabStop }: { readonly pipeline: PipelineSummary; readonly tabStop: boolean }) => {
  const current = useUiStore((state) => state.pipelineUuid === pipeline.uuid)
  const last = useLastRun(pipeline)
  return (
    <ContextMenu entries={pipelineMenu(pipeline)}>
      <button
        type="button"
        aria-current={current ? 'page' : undefined}
        title={pipeline.description === null ? pipeline.name : `${pipeline.name}\n${pipeline.description}`}
        tabIndex={tabStop ? 0 : -1}
        data-pipeline={pipeline.uuid}
        className={classNames(
          'flex h-[29px] w-full items-center gap-2 border-l-2 pr-3 pl-2.5 text-left',
          current ? 'border-accent bg-hover text-primary' : 'border-transparent text-secondary hover:bg-hover',
        )}
        onClick={() => openPipeline(pipeline.uuid)}
      >
        {pipeline.readable ? (
          <StatusDot state={last?.state === 'queued' ? 'running' : (last?.state ?? null)} />
        ) : (
          <TriangleAlert size={10} className="-mx-px shrink-0 text-warning" aria-label="Unreadable" />
        )}
        <span className="min-w-0 flex-1 truncate">{pipeline.name}</span>
        <When pipeline={pipeline} last={last} />
      </button>
    </ContextMenu>
  )
}

const Tags = ({ tags, filter }: { readonly tags: readonly string[]; readonly filter: string }) =>
  tags.length === 0 ? null : (
    <fieldset className="m-0 flex flex-wrap gap-1 border-0 px-3 pt-1.5 pb-1" aria-label="Tags">
      {tags.slice(0, 20).map((tag) => {
        const on = toggleTag(filter, tag).length < filter.trim().length
        return (
          <button
            key={tag}
            type="button"
            aria-pressed={on}
            className={classNames(
              'relative h-[20px] max-w-full truncate rounded-full px-2 text-xs',
              on ? 'bg-accent-soft text-accent' : 'bg-hover text-secondary hover:text-primary',
            )}
            onClick={() => setFilter(toggleTag(filter, tag))}
          >
            {tag}
          </button>
        )
      })}
    </fieldset>
  )

const Filter = ({ filter, tags }: { readonly filter: string; readonly tags: readonly string[] }) => (
  <>
    <div className="relative px-3 pb-1">
      <Search size={12} className="absolute top-2 left-5 text-muted" aria-hidden="true" />
      <input
        // biome-ignore lint/a11y/noAutofocus: the field appears because the user asked to type in it
        autoFocus
        aria-label="Filter pipelines"
        placeholder="name, or #tag"
        value={filter}
        spellCheck={false}
        className={classNames(inputClass, 'pr-7 pl-7')}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => (event.key === 'Escape' ? setFilter(null) : undefined)}
      />
      <IconButton
        label="Take the filter away"
        size="sm"
        className="absolute top-0.5 right-3.5"
        onClick={() => setFilter(null)}
      >
        <X size={12} />
      </IconButton>
    </div>
    <Tags tags={tags} filter={filter} />
  </>
)

/** Up and down walk the rows, Home and End jump. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-pipeline]')]
  const at = rows.findIndex((row) => row.matches(':focus'))
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = at < 0 || next === undefined ? undefined : rows[next]
  if (row === undefined) return
  event.preventDefault()
  row.focus()
}

/** The project's pipelines with the state of their newest runs. */
export const PipelineList = () => {
  const pipelines = useProject()?.pipelines
  const filter = useSidebarStore((state) => state.filter)
  const current = useUiStore((state) => state.pipelineUuid)
  const list = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => filterPipelines(pipelines ?? [], filter ?? ''), [pipelines, filter])
  const isListed = pipelines !== undefined
  useEffect(() => {
    // A pipeline opened elsewhere, such as by the palette, is brought into sight.
    if (current === null || !isListed) return
    list.current?.querySelector(`[data-pipeline="${CSS.escape(current)}"]`)?.scrollIntoView?.({ block: 'nearest' })
  }, [current, isListed])
  const tabStop = shown.some((pipeline) => pipeline.uuid === current) ? current : shown[0]?.uuid
  return (
    <>
      {filter === null ? null : <Filter filter={filter} tags={allTags(pipelines ?? [])} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside */}
      <div ref={list} onKeyDown={walk} className="min-h-0 overflow-y-auto">
        {shown.map((pipeline) => (
          <Row key={pipeline.uuid} pipeline={pipeline} tabStop={pipeline.uuid === tabStop} />
        ))}
      </div>
      {shown.length > 0 || pipelines === undefined ? null : (
        <p className="m-0 px-3 py-1 text-muted text-sm">
          {filter === null ? 'No pipelines yet.' : 'No pipeline matches the filter.'}
        </p>
      )}
    </>
  )
}
