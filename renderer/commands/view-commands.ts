import type { Settings } from '#shared/model/settings.ts'
import { currentProjectId, takeSettings } from '../state/project-store.ts'
import { type BottomTab, type CentreTab, type Page, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'

const hasProject = () => currentProjectId() !== null

/** Changes some of the user's settings, at once and for good. */
export const updateSettings = async (change: Partial<Settings>): Promise<void> => {
  const settings = await ask('settings.update', change, { title: 'The setting was not saved' })
  if (settings === null) return
  takeSettings(settings)
  // `system` is told by an event, once the app knows what that is.
  if (settings.theme !== 'system') showUi({ theme: settings.theme })
}

/** Collapses a panel, or brings it back. */
export const togglePanel = (side: 'left' | 'right' | 'bottom'): void => {
  const { collapsed } = useUiStore.getState()
  showUi({ collapsed: { ...collapsed, [side]: !collapsed[side] } })
}

const showPage = (id: Page, label: string, key: string): Command => ({
  id: `view.${id}`,
  label,
  group: 'View',
  keys: [key],
  enabled: hasProject,
  run: () => showUi({ page: id }),
})

const showCentre = (id: CentreTab, label: string): Command => ({
  id: `view.centre.${id}`,
  label,
  group: 'View',
  enabled: hasProject,
  run: () => showUi({ page: 'pipelines', centreTab: id }),
})

const showBottom = (id: BottomTab, label: string, keys: readonly string[]): Command => ({
  id: `view.bottom.${id}`,
  label,
  group: 'View',
  keys,
  enabled: hasProject,
  run: () => {
    const { collapsed } = useUiStore.getState()
    showUi({ page: 'pipelines', bottomTab: id, collapsed: { ...collapsed, bottom: false } })
  },
})

const toggle = (side: 'left' | 'right' | 'bottom', label: string, key: string): Command => ({
  id: `view.toggle.${side}`,
  label,
  group: 'View',
  keys: [key],
  enabled: hasProject,
  run: () => togglePanel(side),
})

export const viewCommands: readonly Command[] = [
  {
    id: 'view.palette',
    label: 'Command palette…',
    group: 'View',
    keys: ['Mod+K', 'Mod+Shift+P', 'Mod+P'],
    hidden: true,
    run: () => showUi({ paletteOpen: true }),
  },
  showPage('pipelines', 'Show pipelines', 'Mod+1'),
  showPage('files', 'Show files', 'Mod+2'),
  showPage('runs', 'Show runs', 'Mod+3'),
  showPage('triggers', 'Show triggers', 'Mod+4'),
  showPage('overview', 'Show the overview', 'Mod+5'),
  showPage('models', 'Show models', 'Mod+7'),
  showPage('experiments', 'Show experiments', 'Mod+6'),
  showPage('monitor', 'Show the monitor', 'Mod+8'),
  { ...showPage('settings', 'Settings', 'Mod+,'), enabled: () => true },
  showCentre('graph', 'Show graph'),
  showCentre('notebook', 'Show notebook'),
  showCentre('triggers', 'Show triggers of this pipeline'),
  showCentre('runs', 'Show runs of this pipeline'),
  showCentre('variables', 'Show variables'),
  showBottom('logs', 'Show logs', ['Mod+Shift+L']),
  showBottom('timeline', 'Show timeline', ['Mod+Shift+T']),
  showBottom('problems', 'Show problems', ['Mod+Shift+M']),
  showBottom('terminal', 'Show terminal', ['Mod+`']),
  toggle('left', 'Show or hide the side bar', 'Mod+B'),
  toggle('bottom', 'Show or hide the bottom panel', 'Mod+J'),
  toggle('right', 'Show or hide the editor', 'Mod+Alt+B'),
  {
    id: 'view.toggleTheme',
    label: 'Switch between dark and light',
    group: 'View',
    run: () => updateSettings({ theme: useUiStore.getState().theme === 'dark' ? 'light' : 'dark' }),
  },
  {
    id: 'view.newWindow',
    label: 'New window',
    group: 'View',
    keys: ['Mod+Shift+N'],
    run: async () => {
      await ask('system.openWindow', {}, { title: 'No window could be opened' })
    },
  },
]
