import { useEffect, useRef } from 'react'
import { useProjectStore } from '../../state/project-store.ts'
import { showScreen } from './screens.ts'

/** The picture of one terminal. */
export const TerminalScreen = ({ id, title }: { readonly id: string; readonly title: string }) => {
  const place = useRef<HTMLDivElement>(null)
  const fontSize = useProjectStore((state) => state.start?.settings.editorFontSize ?? 12)
  useEffect(() => (place.current === null ? undefined : showScreen(id, place.current, fontSize)), [id, fontSize])
  return (
    <section aria-label={`Terminal ${title}`} className="h-full min-h-0 select-text overflow-hidden pt-1 pl-3">
      <div ref={place} className="h-full w-full" />
    </section>
  )
}
