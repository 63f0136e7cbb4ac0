import { Search } from 'lucide-react'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { EnvironmentPill } from './environment-pill.tsx'
import { Logo } from './logo.tsx'
import { RunButton, RunToHereButton } from './run-button.tsx'

/** The window is dragged by its title bar; what can be clicked is not. */
const drag = '[-webkit-app-region:drag] [&_button]:[-webkit-app-region:no-drag]'

/** Leaves room for the system's window buttons, wherever they are. */
const roomForSystemButtons = {
  paddingLeft: 'calc(env(titlebar-area-x, 0px) + 12px)',
  paddingRight: 'calc(100vw - env(titlebar-area-x, 0px) - env(titlebar-area-width, 100vw) + 12px)',
}

const SearchButton = () => (
  <button
    type="button"
    onClick={() => void runCommand('view.palette')}
    className="@container mx-3 flex h-6.5 w-[clamp(6rem,100vw-45rem,27.5rem)] shrink-0 items-center gap-2 overflow-hidden rounded-md border border-subtle bg-panel px-3 text-muted text-sm hover:border-strong"
  >
    <Search size={13} aria-hidden="true" className="shrink-0" />
    <span className="min-w-0 flex-1 truncate text-left">Search blocks, files, runs, commands</span>
    <span className="@max-[10rem]:hidden">
      <Kbd>{shortcutOf('view.palette') ?? ''}</Kbd>
    </span>
  </button>
)

/** Where one is, search, environment, run. */
export const TitleBar = () => (
  <header
    className={`flex h-10 shrink-0 items-center border-subtle border-b bg-window ${drag}`}
    style={roomForSystemButtons}
  >
    <div className="flex min-w-0 flex-1 basis-0 items-center gap-0.5">
      <Logo />
      <Breadcrumb />
    </div>
    <SearchButton />
    <div className="flex min-w-min flex-1 basis-0 items-center justify-end gap-2.5">
      <EnvironmentPill />
      <RunToHereButton />
      <RunButton />
    </div>
  </header>
)
