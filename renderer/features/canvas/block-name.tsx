import { Fragment, type KeyboardEvent, useRef, useState } from 'react'
import { renameBlock } from '../../commands/block-linking.ts'
import { showCanvas, useCanvasStore } from '../../state/canvas-store.ts'

const leave = (): void => showCanvas({ mode: { kind: 'idle' } })

const focusAndSelect = (input: HTMLInputElement | null): void => {
  input?.focus({ preventScroll: true })
  input?.select()
}

const NameInput = ({ uuid, name }: { readonly uuid: string; readonly name: string }) => {
  const [text, setText] = useState(name)
  const done = useRef(false)
  const finish = (save: boolean, stay: boolean): void => {
    if (done.current) return
    done.current = true
    leave()
    if (stay) showCanvas({ viewRequest: { kind: 'reveal', block: uuid, focus: true } })
    if (save) void renameBlock(uuid, text)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Enter') finish(true, true)
    if (event.key === 'Escape') finish(false, true)
  }
  return (
    <input
      ref={focusAndSelect}
      aria-label={`Name of ${name}`}
      value={text}
      spellCheck={false}
      className="nodrag nopan -mx-1 h-5 min-w-0 flex-1 select-text rounded-sm border border-accent bg-canvas px-1 font-semibold text-md text-primary outline-none"
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true, false)}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  )
}

/** Where a name may go on in the next line: behind its underscores. */
const Breakable = ({ text }: { readonly text: string }) =>
  text.split(/(?<=_)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ))

/** The name of a block on the canvas, or the field to change it. */
export const BlockName = ({ uuid, name }: { readonly uuid: string; readonly name: string }) => {
  const renaming = useCanvasStore(({ mode }) => mode.kind === 'rename' && mode.block === uuid)
  if (renaming) return <NameInput uuid={uuid} name={name} />
  // Blocks in folders: the folder gives way first, for the end tells them apart.
  const end = name.lastIndexOf('/') + 1
  return (
    <span
      className="block-name flex min-w-0 flex-1 font-semibold text-md text-primary"
      title={name.length > 18 ? name : undefined}
    >
      {end > 0 && <span className="min-w-0 truncate text-secondary">{name.slice(0, end)}</span>}
      <span className="max-w-full shrink-0 truncate">
        <Breakable text={name.slice(end)} />
      </span>
    </span>
  )
}
