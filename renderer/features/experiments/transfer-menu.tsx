import { Ellipsis } from 'lucide-react'
import { exportExperiments, importExperiments } from '../../commands/experiment-commands.ts'
import { IconButton } from '../../ui/button.tsx'
import { DropdownMenu } from '../../ui/menu.tsx'

const entries = [
  { label: 'Import a folder of MLflow…', onSelect: () => void importExperiments('folder') },
  { label: 'Import a database of MLflow…', onSelect: () => void importExperiments('file') },
  { label: 'Export to a folder for MLflow…', onSelect: () => void exportExperiments() },
]

/** From and to MLflow's own stores. */
export const TransferMenu = () => (
  <DropdownMenu entries={entries} align="end">
    <IconButton label="Import and export">
      <Ellipsis size={15} />
    </IconButton>
  </DropdownMenu>
)
