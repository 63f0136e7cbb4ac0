import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Toaster } from 'sonner'
import { connectWindow, readStart } from './commands/start-window.ts'
import { CommandPalette } from './features/command-palette/command-palette.tsx'
import { WelcomePage } from './features/welcome/welcome-page.tsx'
import { DialogHost } from './layout/dialog-host.tsx'
import { Workbench } from './layout/workbench.tsx'
import { useProjectStore } from './state/project-store.ts'
import { useUiStore } from './state/ui-store.ts'
import { ErrorState } from './ui/feedback.tsx'

const useTheme = () => {
  const theme = useUiStore((state) => state.theme)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return theme
}

const Shown = () => {
  const [failure, setFailure] = useState<string | null>(null)
  const start = useProjectStore((state) => state.start)
  const projectId = useProjectStore((state) => state.projectId)
  useEffect(() => {
    void readStart().then(setFailure)
    return connectWindow()
  }, [])
  if (failure !== null) return <ErrorState title="Pipewright could not start" message={failure} />
  if (start === null) return <div className="h-full bg-window" aria-busy="true" />
  return projectId === null ? <WelcomePage start={start} /> : <Workbench key={projectId} projectId={projectId} />
}

/** The whole window. */
export const App = ({ client }: { readonly client: QueryClient }) => {
  const theme = useTheme()
  return (
    <QueryClientProvider client={client}>
      <Shown />
      <DialogHost />
      <CommandPalette />
      <Toaster
        theme={theme}
        position="bottom-right"
        offset={{ bottom: 38, right: 12 }}
        toastOptions={{
          classNames: {
            toast: '!bg-raised !border-strong !text-primary !text-sm !rounded-md !shadow-float !font-sans',
            description: '!text-secondary',
          },
        }}
      />
    </QueryClientProvider>
  )
}
