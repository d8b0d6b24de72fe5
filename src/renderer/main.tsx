// oxlint-disable-next-line import/no-unassigned-import -- a stylesheet has no name
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app/app.tsx'
import { createQueryClient } from './lib/query-client.ts'

// The content policy forbids making code from strings, which zod would otherwise try.
z.config({ jitless: true })

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App client={createQueryClient()} />
  </StrictMode>,
)
