import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { provideAnswers } from './bridge/answers.ts'
import { createQueryClient } from './bridge/queries.ts'
import './theme.css'

const client = createQueryClient()
provideAnswers(client)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
)
