import { Plus, Search } from 'lucide-react'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { IconButton } from '../../ui/button.tsx'
import { BlockPalette, MoreTypes, TemplateList } from './block-palette.tsx'
import { FileList } from './file-list.tsx'
import { PipelineList } from './pipeline-list.tsx'
import { Section } from './section.tsx'
import { setFilter, setOpen, useSidebarStore } from './sidebar-store.ts'

const toggleFilter = (): void => {
  setOpen('pipelines', true)
  setFilter(useSidebarStore.getState().filter === null ? '' : null)
}

const PipelineActions = () => (
  <span className="flex items-center gap-0.5">
    <IconButton
      label="Filter pipelines"
      size="sm"
      className="opacity-0 focus-visible:opacity-100 group-focus-within/section:opacity-100 group-hover/section:opacity-100"
      onClick={toggleFilter}
    >
      <Search size={12} />
    </IconButton>
    <IconButton
      label="New pipeline"
      shortcut={shortcutOf('pipeline.new')}
      size="sm"
      onClick={() => void runCommand('pipeline.new')}
    >
      <Plus size={13} />
    </IconButton>
  </span>
)

/** Left of the pipelines page: pipelines, what can be added, and the block files there are. Many pipelines scroll by themselves, above the rest. */
export const PipelinesSidebar = () => (
  <nav aria-label="Pipelines and blocks" className="flex h-full min-h-0 flex-col bg-panel pt-1">
    <Section
      id="pipelines"
      title="Pipelines"
      action={<PipelineActions />}
      className="flex max-h-[45%] shrink-0 flex-col"
      contentClassName="flex min-h-0 flex-col"
    >
      <PipelineList />
    </Section>
    <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden pb-4">
      <div className="@container">
        <Section id="palette" title="Add a block" action={<MoreTypes />}>
          <BlockPalette />
        </Section>
        <Section id="templates" title="Templates">
          <TemplateList />
        </Section>
        <Section id="files" title="Files">
          <FileList />
        </Section>
      </div>
    </div>
  </nav>
)
