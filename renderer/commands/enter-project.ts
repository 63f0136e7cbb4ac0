import { askAgainFor, forgetAnswers } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { resetCanvas } from '../state/canvas-store.ts'
import { resetDebug } from '../state/debug-store.ts'
import { useEditorStore } from '../state/editor-store.ts'
import { resetEnvironment } from '../state/environment-store.ts'
import { resetExperiments } from '../state/experiments-store.ts'
import { resetNotebook } from '../state/notebook-store.ts'
import { currentProjectId, takeRecentProjects, useProjectStore } from '../state/project-store.ts'
import { resetRuns } from '../state/run-store.ts'
import { resetTerminals } from '../state/terminal-store.ts'
import { resetUi } from '../state/ui-store.ts'
import { forgetArrangement } from './arrange.ts'

const forgetEverything = (): void => {
  forgetAnswers()
  forgetArrangement()
  resetUi()
  resetExperiments()
  resetCanvas()
  resetNotebook()
  resetRuns()
  resetEnvironment()
  resetTerminals()
  resetDebug()
  useEditorStore.setState(useEditorStore.getInitialState())
}

/** Recent projects changed by opening or closing; the welcome page shows them. */
const readStart = async (): Promise<void> => {
  const start = await bridge().request('system.start', {})
  if (start.ok) takeRecentProjects(start.value.recentProjects)
}

/** Shows another project in this window; what belonged to the one before is forgotten. */
export const enterProject = (projectId: string): void => {
  if (currentProjectId() === projectId) {
    void askAgainFor('project.get', { projectId })
    return
  }
  forgetEverything()
  useProjectStore.setState({ projectId })
  void readStart()
}

/** Back to the welcome page. */
export const leaveProject = (): void => {
  forgetEverything()
  useProjectStore.setState({ projectId: null })
  void readStart()
}
