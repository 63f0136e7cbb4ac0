import Anser from 'anser'
import { memo } from 'react'
import { classNames } from '../../ui/class-names.ts'

/** The eight ANSI colours as roles of ours, so that they are readable in both themes. */
const colors: Readonly<Record<string, string>> = {
  'ansi-black': 'text-muted',
  'ansi-red': 'text-failed',
  'ansi-green': 'text-success',
  'ansi-yellow': 'text-warning',
  'ansi-blue': 'text-running',
  'ansi-magenta': 'text-block-transformer',
  'ansi-cyan': 'text-block-custom',
  'ansi-white': 'text-primary',
}

const colorClass = (name: string | null): string => colors[(name ?? '').replace('ansi-bright-', 'ansi-')] ?? ''

/** Text with ANSI colour codes as coloured spans; other escape sequences are dropped. */
export const AnsiText = memo(({ text }: { readonly text: string }) => {
  if (!text.includes('\u001b')) return text
  const parts = Anser.ansiToJson(text, { use_classes: true, remove_empty: true })
  return parts.map((part, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of an immutable text never move
      key={index}
      className={classNames(
        colorClass(part.fg),
        part.decorations.includes('bold') && 'font-semibold',
        part.decorations.includes('italic') && 'italic',
        part.decorations.includes('underline') && 'underline',
        part.decorations.includes('dim') && 'opacity-70',
      )}
    >
      {part.content}
    </span>
  ))
})
