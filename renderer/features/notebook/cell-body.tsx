import { CircleX, TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useMemo } from 'react'
import type { Block } from '#shared/model/block.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { openFile } from '../../commands/file-commands.ts'
import { readFile } from '../../commands/file-reading.ts'
import { handleKey, matchesKeys } from '../../commands/keys.ts'
import { goToCell, goToLine } from '../../commands/notebook-commands.ts'
import { runCommand } from '../../commands/registry.ts'
import { copyText } from '../../commands/run-commands.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { type CellRequest, showNotebook, useNotebookStore } from '../../state/notebook-store.ts'
import { Skeleton } from '../../ui/feedback.tsx'
import { MarkdownView } from '../../ui/markdown-view.tsx'
import { type TextRequest, useCellParts } from './cell-parts.ts'
import type { CellRun } from './cell-run.ts'

/** Keys that run a cell write nothing, so they are the notebook's in the text as well. */
const runningKeys: Readonly<Record<string, string>> = {
  'Shift+Enter': 'notebook.runAndNext',
  'Alt+Enter': 'notebook.runAndAdd',
}

const isInSearch = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest('.find-widget') !== null

/** Keys of the app win over those of the editor, as in the editor panel. */
const appKeysFirst = (event: KeyboardEvent): void => {
  const { nativeEvent } = event
  const keys = isInSearch(event) ? undefined : Object.keys(runningKeys).find((known) => matchesKeys(nativeEvent, known))
  const command = runningKeys[keys ?? '']
  if (command === undefined) handleKey(nativeEvent)
  else {
    event.preventDefault()
    void runCommand(command)
  }
  if (nativeEvent.defaultPrevented) event.stopPropagation()
}

const Problems = ({ problems, block }: { readonly problems: readonly Problem[]; readonly block: Block }) => (
  <ul className="m-0 list-none border-subtle border-t p-0">
    {problems.map(({ id, severity, message, file, line }) => {
      const Icon = severity === 'error' ? CircleX : TriangleAlert
      const show = () => {
        if (file === block.file && line !== null) goToLine(block.uuid, line)
        else void openFile(file, line ?? undefined)
      }
      return (
        <li key={id} className="flex items-start gap-2 px-3.5 py-1 text-sm">
          <Icon
            size={13}
            className={severity === 'error' ? 'mt-0.5 shrink-0 text-failed' : 'mt-0.5 shrink-0 text-warning'}
            aria-label={severity === 'error' ? 'Error' : 'Warning'}
          />
          <span className="min-w-0 flex-1 select-text break-words text-primary">{message}</span>
          <button
            type="button"
            className="shrink-0 cursor-pointer font-mono text-muted text-xs leading-4.5 hover:text-primary"
            onClick={show}
          >
            {file.slice(file.lastIndexOf('/') + 1)}
            {line === null ? '' : `:${line}`}
          </button>
        </li>
      )
    })}
  </ul>
)

const isWeb = /^[a-z][a-z0-9+.-]*:/i

/** Files of the project open; an address of the web is copied, since the window leads nowhere else. */
const followLink = (href: string): void => {
  if (isWeb.test(href)) void copyText(href)
  else if (!href.startsWith('#')) void openFile(decodeURI(href).replace(/^\.?\//, ''))
}

const textRequest = (request: CellRequest | null, block: string): TextRequest | null => {
  if (request?.block !== block || request.kind === 'focus') return null
  return { line: request.kind === 'line' ? request.line : null }
}

type CodeProps = { readonly block: Block & { readonly file: string }; readonly ready: boolean }

const Code = ({ block, ready }: CodeProps) => {
  const { drawCode } = useCellParts()
  const { uuid, file, name } = block
  const asked = useNotebookStore((state) => (state.request?.block === uuid ? state.request : null))
  const request = useMemo(() => textRequest(asked, uuid), [asked, uuid])
  const onEdit = useCallback(
    (editing: boolean) => {
      if (editing) showNotebook({ editing: uuid })
      else if (useNotebookStore.getState().editing === uuid) showNotebook({ editing: null })
    },
    [uuid],
  )
  // It has the keyboard from here on, whether or not the window has.
  const onRequestTaken = useCallback(() => showNotebook({ request: null, editing: uuid }), [uuid])
  return (
    <div data-command-scope="cell" className="border-subtle border-t bg-canvas" onKeyDownCapture={appKeysFirst}>
      {drawCode({
        path: file,
        label: `Code of ${name}`,
        ready: ready || request !== null,
        request,
        onRequestTaken,
        onEdit,
        onLeave: () => goToCell(uuid),
      })}
    </div>
  )
}

const Note = ({ block }: { readonly block: Block & { readonly file: string } }) => {
  const { file } = block
  const text = useEditorStore((state) => (state.buffers[file]?.editable === false ? null : state.buffers[file]?.text))
  useEffect(() => {
    void readFile(file)
  }, [file])
  if (text === null) return <Code block={block} ready={false} />
  if (text === undefined) return <Skeleton className="m-3.5 h-8" />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard edits by Enter on the cell
    <div
      className="min-h-10 border-subtle border-t bg-canvas px-4 py-2.5"
      onDoubleClick={() => goToCell(block.uuid, 'edit')}
    >
      {text.trim() === '' ? (
        <p className="m-0 text-muted text-sm">Nothing written yet. Double click to write.</p>
      ) : (
        <MarkdownView text={text} onLink={followLink} />
      )}
    </div>
  )
}

/** A note is read, and written while it is edited. */
const Text = ({ block, ready }: CodeProps) => {
  const isEdited = useNotebookStore(
    ({ editing, request }) => editing === block.uuid || textRequest(request, block.uuid) !== null,
  )
  return block.type === 'markdown' && !isEdited ? <Note block={block} /> : <Code block={block} ready={ready} />
}

const hasEnded = ({ endedAt, state }: BlockRun): boolean => endedAt !== null || state === 'reused'

const Gave = ({ block, run }: { readonly block: Block; readonly run: CellRun }) => {
  const { drawOutput, drawLog } = useCellParts()
  const { gave, gaveRunId, blockRun } = run
  if (gave === null || gaveRunId === null) return null
  const part = {
    runId: gaveRunId,
    blockUuid: block.uuid,
    onOpenLine: (file: string, line: number) => {
      if (file === block.file) goToLine(block.uuid, line)
      else void openFile(file, line)
    },
  }
  const isOld = blockRun?.state === 'queued'
  return (
    <div data-command-scope="cell" className={isOld ? 'opacity-50' : undefined}>
      {drawLog(part)}
      {hasEnded(gave) && (
        <section aria-label={`Output of ${block.name}`} className="border-subtle border-t bg-panel empty:hidden">
          {drawOutput(part)}
        </section>
      )}
    </div>
  )
}

const Reason = ({ blockRun }: { readonly blockRun: BlockRun | null }) =>
  blockRun === null || blockRun.reason === null || blockRun.error !== null || blockRun.state === 'reused' ? null : (
    <p className="m-0 select-text border-subtle border-t px-3.5 py-1.5 text-secondary text-sm">{blockRun.reason}</p>
  )

type CellBodyProps = {
  readonly block: Block
  readonly problems: readonly Problem[]
  readonly run: CellRun
  readonly ready: boolean
  readonly hidesOutput: boolean
}

const hasFile = (block: Block): block is Block & { readonly file: string } => block.file !== null

/** What stands below a cell's head: problems, code, and what the code gave. */
export const CellBody = ({ block, problems, run, ready, hidesOutput }: CellBodyProps) => {
  // Of a file that is not there its text's place tells, with what mends it.
  const told = problems.filter(({ code }) => code !== 'missing-file')
  return (
    <>
      {told.length > 0 && <Problems problems={told} block={block} />}
      {hasFile(block) ? (
        <Text block={block} ready={ready} />
      ) : (
        <p className="m-0 border-subtle border-t px-3.5 py-2 text-muted text-sm">
          This block has no code of its own; its settings say what it does.
        </p>
      )}
      {!hidesOutput && <Reason blockRun={run.blockRun} />}
      {!hidesOutput && <Gave block={block} run={run} />}
    </>
  )
}
