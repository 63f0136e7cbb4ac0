import { FolderOpen, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Examples } from './examples.tsx'
import { RecentProjects } from './recent-projects.tsx'

type Start = RequestOutput<'system.start'>

/** True while files are held over the window. */
const useFilesOver = (): boolean => {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const enter = (event: DragEvent) => setOver(event.dataTransfer?.types.includes('Files') === true)
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const end = () => setOver(false)
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', end)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', end)
    }
  }, [])
  return over
}

const DropHint = () => (
  <div className="pointer-events-none absolute inset-3 z-10 flex items-center justify-center rounded-lg border-2 border-accent border-dashed bg-scrim">
    <span className="rounded-md bg-raised px-4 py-2 font-medium text-lg text-primary">Drop a folder to open it</span>
  </div>
)

const Heading = ({ version }: { readonly version: string }) => (
  <header className="flex items-center gap-3">
    <span aria-hidden="true" className="mx-1 inline-block size-4.5 rotate-45 rounded-[2px] bg-accent" />
    <h1 className="m-0 font-semibold text-xl">Pipewright</h1>
    <span className="pt-1 text-muted text-sm">{version}</span>
  </header>
)

const Actions = () => (
  <div className="flex flex-col gap-2">
    <Button
      variant="primary"
      className="h-9 justify-start px-4"
      icon={<FolderOpen size={15} aria-hidden="true" />}
      onClick={() => void runCommand('project.open')}
    >
      Open folder…
    </Button>
    <Button
      className="h-9 justify-start px-4"
      icon={<Plus size={15} aria-hidden="true" />}
      onClick={() => void runCommand('project.create')}
    >
      New project…
    </Button>
    <p className="m-0 px-1 pt-1 text-muted text-sm">
      Or drop a folder on this window. A project made with Mage opens as it is.
    </p>
  </div>
)

/** What the window shows without a project: recent ones, open, new, examples. */
export const WelcomePage = ({ start }: { readonly start: Start }) => {
  const over = useFilesOver()
  return (
    <div className="relative flex h-full flex-col bg-window">
      <div className="h-10 shrink-0 [-webkit-app-region:drag]" />
      <main className="min-h-0 flex-1 overflow-auto">
        <div className="mx-auto flex max-w-230 flex-col gap-9 px-8 pt-[7vh] pb-10">
          <Heading version={start.version} />
          <div className="grid grid-cols-[1fr_260px] items-start gap-10">
            <RecentProjects recent={start.recentProjects} homeFolder={start.homeFolder} />
            <Actions />
          </div>
          <Examples examples={start.examples} />
        </div>
      </main>
      <footer className="flex h-8 shrink-0 items-center gap-2 px-4 text-muted text-xs">
        <Kbd>{shortcutOf('view.palette') ?? ''}</Kbd> all commands
      </footer>
      {over && <DropHint />}
    </div>
  )
}
