import { File } from 'lucide-react'
import { EmptyState } from '../ui/feedback.tsx'
import { RunsPage } from './runs-page.tsx'

export const FilesSlot = () => (
  <div className="h-full bg-canvas">
    <EmptyState icon={<File size={22} />} title="Files" text="The files of this project." />
  </div>
)

export const RunsSlot = RunsPage
