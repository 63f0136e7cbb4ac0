import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { useReturnFocus } from './return-focus.ts'

type DialogFrameProps = {
  readonly title: string
  /** One or two sentences below the title. */
  readonly description?: ReactNode
  readonly icon?: ReactNode
  /** Buttons, the main one last. */
  readonly footer?: ReactNode
  readonly width?: 'sm' | 'md' | 'lg'
  readonly onClose: () => void
  /** Enter in a field submits where given; the frame is then a form. */
  readonly onSubmit?: () => void
  readonly children?: ReactNode
}

const widths = { sm: 'w-104', md: 'w-128', lg: 'w-176' } as const

/** The frame of every dialog: title, content, buttons. Escape and the cross close it; the focus goes to `data-autofocus`, the first field, or the frame: never to a  button that Enter would press unread. */
export const DialogFrame = (props: DialogFrameProps) => {
  const content = useRef<HTMLDivElement>(null)
  const returnFocus = useReturnFocus()
  const focusFirst = (event: Event) => {
    const frame = content.current
    const wanted = frame?.querySelector<HTMLElement>('[data-autofocus], input, textarea') ?? frame
    if (wanted == null) return
    event.preventDefault()
    wanted.focus()
    if (wanted instanceof HTMLInputElement) wanted.select()
  }
  return (
    <Radix.Root open onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          ref={content}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={returnFocus}
          {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
          className={classNames(
            '-translate-x-1/2 fixed top-[14vh] left-1/2 z-40 flex max-h-[76vh] max-w-[calc(100vw-48px)] flex-col rounded-lg border border-strong bg-panel text-md shadow-float outline-none',
            widths[props.width ?? 'sm'],
          )}
        >
          <DialogBody {...props} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const DialogBody = ({ title, description, icon, footer, onSubmit, children }: DialogFrameProps) => {
  const inside = (
    <>
      <div className="flex items-start gap-3 px-5 pt-4">
        {icon === undefined ? null : <span className="mt-0.5 text-muted">{icon}</span>}
        <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <Radix.Title className="m-0 font-semibold text-lg text-primary">{title}</Radix.Title>
          {description === undefined ? null : (
            <Radix.Description asChild>
              <div className="mt-1 select-text text-secondary">{description}</div>
            </Radix.Description>
          )}
        </div>
        <Radix.Close asChild>
          <IconButton label="Close" className="-mt-0.75 -mr-2">
            <X size={15} />
          </IconButton>
        </Radix.Close>
      </div>
      <div className="min-h-0 overflow-y-auto px-5 py-3">{children}</div>
      {footer === undefined ? null : (
        <div className="flex items-center justify-end gap-2 border-subtle border-t px-5 py-3">{footer}</div>
      )}
    </>
  )
  if (onSubmit === undefined) return inside
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {inside}
    </form>
  )
}
