import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { provideAnswers } from './bridge/answers.ts'
import { createQueryClient } from './bridge/queries.ts'
import { systemTheme } from './commands/start-window.ts'
import { showUi } from './state/ui-store.ts'
import './theme.css'

// Before the first picture, so that nothing flashes in the other theme.
const theme = systemTheme()
showUi({ theme })
document.documentElement.dataset.theme = theme

const client = createQueryClient()
provideAnswers(client)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
)
