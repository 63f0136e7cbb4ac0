import { useEffect, useRef } from 'react'
import { diffOptions, useUserOptions } from './code-options.ts'
import { languageOf } from './languages.ts'
import { newModel } from './models.ts'
import { monaco } from './monaco.ts'

type TextDiffProps = {
  readonly left: string
  readonly right: string
  /** Tells the language. */
  readonly path: string
}

/** Two texts side by side, neither to be changed. */
export const TextDiff = ({ left, right, path }: TextDiffProps) => {
  const host = useRef<HTMLDivElement>(null)
  const { fontSize, lineHeight } = useUserOptions()
  useEffect(() => {
    if (host.current === null) return
    const models = { original: newModel(left, languageOf(path)), modified: newModel(right, languageOf(path)) }
    const made = monaco.editor.createDiffEditor(host.current, {
      ...diffOptions,
      readOnly: true,
      ...(fontSize === undefined || lineHeight === undefined ? {} : { fontSize, lineHeight }),
    })
    const computed = made.onDidUpdateDiff(() => made.revealFirstDiff())
    made.setModel(models)
    return () => {
      computed.dispose()
      made.dispose()
      models.original.dispose()
      models.modified.dispose()
    }
  }, [left, right, path, fontSize, lineHeight])
  return <div ref={host} className="h-full min-h-0" />
}
