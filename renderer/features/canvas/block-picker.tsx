import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import type { KeyboardEvent } from 'react'
import type { BlockLanguage, BlockTemplate, BlockType } from '#shared/model/block.ts'
import { useRequest } from '../../bridge/queries.ts'
import { addBlock } from '../../commands/block-adding.ts'
import {
  addableTypes,
  blockNameFrom,
  emptyTemplate,
  languageLabels,
  templateGroups,
} from '../../commands/block-kinds.ts'
import { type CanvasMode, leaveCanvasMode, useCanvasStore } from '../../state/canvas-store.ts'
import { LanguageChip, TypeMark, typeLabel } from '../../ui/block-marks.tsx'
import { useReturnFocus } from '../../ui/return-focus.ts'

type AddMode = Extract<CanvasMode, { kind: 'add' }>
type Offer = {
  readonly id: string
  readonly label: string
  readonly description: string
  /** What the block is called before its name is made unique. */
  readonly name: string
  readonly type: BlockType
  readonly language: BlockLanguage
  readonly templateId: string | null
}

const plainOffers = (templates: readonly BlockTemplate[]): Offer[] =>
  addableTypes.flatMap(({ type, languages }) =>
    languages.map((language) => ({
      id: `plain/${type}/${language}`,
      label: languages.length === 1 ? typeLabel(type) : `${typeLabel(type)} · ${languageLabels[language]}`,
      description: '',
      name: blockNameFrom(typeLabel(type)),
      type,
      language,
      templateId: emptyTemplate(templates, type, language),
    })),
  )

const templateOffer = (template: BlockTemplate): Offer => ({
  id: `template/${template.id}`,
  label: template.name,
  description: template.description,
  name: blockNameFrom(template.name),
  type: template.type,
  language: template.language,
  templateId: template.id,
})

const OfferItem = ({ offer, mode }: { readonly offer: Offer; readonly mode: AddMode }) => (
  <Command.Item
    value={offer.id}
    keywords={[offer.label, offer.description, typeLabel(offer.type), languageLabels[offer.language]]}
    className="flex h-8 items-center gap-2 rounded-sm px-2 data-[selected=true]:bg-hover"
    onSelect={() => {
      leaveCanvasMode()
      const { name, type, language, templateId } = offer
      void addBlock({ kind: 'new', name, type, language, templateId }, mode)
    }}
  >
    <TypeMark type={offer.type} />
    <span className="shrink-0 text-primary">{offer.label}</span>
    <span className="min-w-0 flex-1 truncate text-muted text-xs">{offer.description}</span>
    <LanguageChip language={offer.language} type={offer.type} />
  </Command.Item>
)

const heading =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs'

const matches = (value: string, search: string, keywords: readonly string[] = []): number => {
  const text = `${keywords.join(' ')} ${value}`.toLowerCase()
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.every((word) => text.includes(word))) return 0
  return keywords[0]?.toLowerCase().startsWith(words[0] ?? '') === true ? 1 : 0.5
}

const placeWords = (mode: AddMode): string => {
  const before = mode.upstream.join(', ')
  const after = mode.downstream.join(', ')
  if (before !== '' && after !== '') return `Between ${before} and ${after}`
  if (before !== '') return `After ${before}`
  return after === '' ? 'Not connected yet' : `Before ${after}`
}

const Picker = ({ mode }: { readonly mode: AddMode }) => {
  const templates = useRequest('block.templates', {}).data ?? []
  const keepKeys = (event: KeyboardEvent): void => event.stopPropagation()
  return (
    <Command label="Add a block" filter={matches} loop onKeyDown={keepKeys}>
      <div className="flex h-11 items-center gap-2 border-subtle border-b px-4">
        <Command.Input
          autoFocus
          placeholder="Add a block: type, language or template"
          className="min-w-0 flex-1 select-text bg-transparent text-md text-primary outline-none placeholder:text-muted"
        />
        <span className="max-w-1/2 shrink-0 truncate text-muted text-xs">{placeWords(mode)}</span>
      </div>
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-2 py-4 text-muted">No type, language or template is called that.</Command.Empty>
        <Command.Group heading="Empty blocks" className={heading}>
          {plainOffers(templates).map((offer) => (
            <OfferItem key={offer.id} offer={offer} mode={mode} />
          ))}
        </Command.Group>
        {templateGroups(templates).map(([group, offers]) => (
          <Command.Group key={group} heading={group} className={heading}>
            {offers.map((template) => (
              <OfferItem key={template.id} offer={templateOffer(template)} mode={mode} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}

const PickerDialog = ({ mode }: { readonly mode: AddMode }) => {
  const returnFocus = useReturnFocus()
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : leaveCanvasMode())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="-translate-x-1/2 fixed top-[14vh] left-1/2 z-40 w-144 max-w-[calc(100vw-48px)] overflow-hidden rounded-lg border border-strong bg-panel text-sm shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Add a block</Dialog.Title>
          <Picker mode={mode} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The quick picker: type × language × template, by typing. */
export const BlockPicker = () => {
  const mode = useCanvasStore((state) => state.mode)
  return mode.kind === 'add' ? <PickerDialog mode={mode} /> : null
}
