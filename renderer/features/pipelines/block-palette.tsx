import { ChevronDown, Ellipsis } from 'lucide-react'
import { type DragEvent, useRef } from 'react'
import type { BlockLanguage, BlockTemplate, BlockType } from '#shared/model/block.ts'
import { useRequest } from '../../bridge/queries.ts'
import { addBlock, placeAfterSelection } from '../../commands/block-adding.ts'
import { type BlockDrag, writeBlockDrag } from '../../commands/block-drag.ts'
import {
  addableTypes,
  blockNameFrom,
  emptyTemplate,
  languageLabels,
  paletteTypes,
  templateGroups,
} from '../../commands/block-kinds.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { TypeMark, typeLabel } from '../../ui/block-marks.tsx'
import { IconButton } from '../../ui/button.tsx'
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx'
import { Fold } from './section.tsx'

type NewBlock = Extract<BlockDrag, { kind: 'new' }>

const useTemplates = (): readonly BlockTemplate[] => useRequest('block.templates', {}).data ?? []

const add = (drag: NewBlock): void => void addBlock(drag, placeAfterSelection(drag.type))

const drag = (what: BlockDrag) => (event: DragEvent) => writeBlockDrag(event.dataTransfer, what)

type Kind = { readonly type: BlockType; readonly languages: readonly BlockLanguage[] }

/** Held longer than this, a chip shows its languages instead of adding a block. */
const longPressMs = 450

const Chip = ({ kind, templates }: { readonly kind: Kind; readonly templates: readonly BlockTemplate[] }) => {
  const caret = useRef<HTMLButtonElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const held = useRef(false)
  const open = useUiStore((state) => state.pipelineUuid !== null)
  const { type, languages } = kind
  const of = (language: BlockLanguage): NewBlock => {
    const templateId = emptyTemplate(templates, type, language)
    return { kind: 'new', name: blockNameFrom(typeLabel(type)), type, language, templateId }
  }
  const entries: MenuEntry[] = languages.map((language) => ({
    label: languageLabels[language],
    disabled: !open,
    onSelect: () => add(of(language)),
  }))
  const first = languages[0] ?? 'python'
  const press = (): void => {
    held.current = false
    timer.current = setTimeout(() => {
      held.current = true
      caret.current?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
    }, longPressMs)
  }
  const release = (): void => clearTimeout(timer.current)
  return (
    <div className="group relative">
      <button
        type="button"
        draggable={open}
        disabled={!open}
        aria-label={`Add ${typeLabel(type).toLowerCase()}`}
        title={typeLabel(type)}
        className="flex h-[30px] w-full items-center gap-1.5 rounded-md @max-[15rem]:gap-1 border border-subtle bg-raised px-1.5 text-left text-secondary text-sm transition-colors hover:border-strong hover:bg-hover hover:text-primary disabled:opacity-50"
        onPointerDown={press}
        onPointerUp={release}
        onPointerLeave={release}
        onDragStart={(event) => {
          release()
          drag(of(first))(event)
        }}
        onClick={() => (held.current ? undefined : add(of(first)))}
      >
        <TypeMark type={type} />
        <span className="truncate">{typeLabel(type)}</span>
      </button>
      {languages.length === 1 ? null : (
        <DropdownMenu entries={entries}>
          <button
            ref={caret}
            type="button"
            aria-label={`${typeLabel(type)} in another language`}
            className="absolute inset-y-0.5 right-0.5 flex w-6 items-center justify-center rounded-sm bg-hover text-muted opacity-0 hover:text-primary focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100"
          >
            <ChevronDown size={11} />
          </button>
        </DropdownMenu>
      )}
    </div>
  )
}

/** The six chips: drag one onto the canvas, or click to add it after the selected block. */
export const BlockPalette = () => {
  const templates = useTemplates()
  return (
    <div className="grid grid-cols-2 gap-x-1.5 gap-y-[7px] px-3 pt-0.5 pb-1 @max-[15rem]:gap-x-1 @max-[15rem]:px-2">
      {paletteTypes.map((kind) => (
        <Chip key={kind.type} kind={kind} templates={templates} />
      ))}
    </div>
  )
}

/** The types that have no chip of their own. */
export const MoreTypes = () => {
  const templates = useTemplates()
  const open = useUiStore((state) => state.pipelineUuid !== null)
  const entries: MenuEntry[] = addableTypes.slice(paletteTypes.length).map(({ type, languages: [language] }) => ({
    label: typeLabel(type),
    icon: <TypeMark type={type} />,
    disabled: !open,
    onSelect: () =>
      add({
        kind: 'new',
        name: blockNameFrom(typeLabel(type)),
        type,
        language,
        templateId: emptyTemplate(templates, type, language),
      }),
  }))
  return (
    <DropdownMenu entries={entries} align="end">
      <IconButton label="More block types" size="sm">
        <Ellipsis size={13} />
      </IconButton>
    </DropdownMenu>
  )
}

const TemplateRow = ({ template, depth }: { readonly template: BlockTemplate; readonly depth: number }) => {
  const open = useUiStore((state) => state.pipelineUuid !== null)
  const { id, name, type, language, description } = template
  const what: NewBlock = { kind: 'new', name: blockNameFrom(name), type, language, templateId: id }
  return (
    <button
      type="button"
      draggable={open}
      disabled={!open}
      title={description}
      className="flex h-[29px] w-full items-center gap-2 pr-3 text-left text-secondary hover:bg-hover hover:text-primary disabled:opacity-50"
      style={{ paddingLeft: 12 + depth * 16 }}
      onDragStart={drag(what)}
      onClick={() => add(what)}
    >
      <TypeMark type={type} className="h-3" />
      <span className="truncate">{name}</span>
    </button>
  )
}

/** Starter code by what it is for; each is dragged or clicked like a chip. */
export const TemplateList = () => {
  const groups = templateGroups(useTemplates())
  return (
    <>
      {groups.map(([group, templates]) => (
        <Fold key={group} id={`templates/${group}`} label={group}>
          {templates.map((template) => (
            <TemplateRow key={template.id} template={template} depth={1} />
          ))}
        </Fold>
      ))}
    </>
  )
}
