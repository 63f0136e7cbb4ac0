import { championAlias, type ModelSummary, type ModelVersion } from '#shared/model/registry.ts'
import { compareVersions, copyReference, deleteAlias, setStage } from '../../commands/model-commands.ts'
import { showDialog } from '../../state/ui-store.ts'
import type { MenuEntry } from '../../ui/menu.tsx'

const stages = ['staging', 'production', 'archived'] as const

/** The version another is compared with: the champion, or for the champion the one before it. */
const counterpart = ({ version }: ModelVersion, { champion, newest }: ModelSummary): number | null => {
  const other = champion !== null && champion !== version ? champion : newest
  return other === version ? null : other
}

/** What can be done with a version. */
export const versionMenu = (info: ModelVersion, model: ModelSummary): MenuEntry[] => {
  const { version, stage } = info
  const { name, aliases, champion } = model
  const place = { name, version }
  const other = counterpart(info, model)
  const own = Object.keys(aliases).filter((alias) => aliases[alias] === version && alias !== championAlias)
  return [
    {
      label: 'Promote…',
      disabled: champion === version,
      ...(champion === version ? { hint: 'is the champion' } : {}),
      onSelect: () => showDialog({ kind: 'promote-version', ...place }),
    },
    { label: 'Set alias…', onSelect: () => showDialog({ kind: 'set-alias', ...place }) },
    ...own.map((alias) => ({ label: `Remove alias ${alias}`, onSelect: () => void deleteAlias(name, alias) })),
    {
      kind: 'submenu',
      label: 'Stage',
      entries: [
        ...stages.map((word) => ({
          label: word,
          checked: stage?.toLowerCase() === word,
          onSelect: () => void setStage(place, word),
        })),
        { label: 'none', checked: stage === null, onSelect: () => void setStage(place, null) },
      ],
    },
    { kind: 'separator' },
    {
      label: other === null ? 'Compare' : `Compare with v${other}`,
      disabled: other === null,
      onSelect: () => (other === null ? undefined : compareVersions([other, version])),
    },
    { label: 'Copy reference', hint: `models:/${name}/${version}`, onSelect: () => void copyReference(place) },
    { label: 'Package…', disabled: !info.hasFiles, onSelect: () => showDialog({ kind: 'package-version', ...place }) },
    { kind: 'separator' },
    { label: 'Delete…', danger: true, onSelect: () => showDialog({ kind: 'delete-version', ...place }) },
  ]
}
