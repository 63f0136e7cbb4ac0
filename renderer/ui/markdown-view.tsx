import { marked, type Token, type Tokens } from 'marked'
import { Fragment, memo, type ReactNode, useMemo } from 'react'
import { classNames } from './class-names.ts'

const headings = {
  1: 'mt-0 mb-2 font-semibold text-primary text-xl',
  2: 'mt-4 mb-1.5 font-semibold text-lg text-primary',
  3: 'mt-3 mb-1 font-semibold text-md text-primary',
  4: 'mt-3 mb-1 font-medium text-md text-primary',
  5: 'mt-2 mb-1 font-medium text-primary text-sm',
  6: 'mt-2 mb-1 font-medium text-secondary text-sm',
} as const

const Heading = ({ depth, children }: { readonly depth: number; readonly children: ReactNode }) => {
  const level = Math.min(6, Math.max(1, depth)) as keyof typeof headings
  const Tag = `h${level}` as const
  return <Tag className={classNames(headings[level], 'first:mt-0')}>{children}</Tag>
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}
const plain = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)

type LinkProps = {
  readonly href: string
  readonly children: ReactNode
  readonly onLink: ((href: string) => void) | undefined
}

/** A link leads somewhere only where the caller knows how to get there: text of a project moves no window. */
const Link = ({ href, children, onLink }: LinkProps) =>
  onLink === undefined ? (
    <span className="text-accent-strong underline decoration-dotted underline-offset-2" title={href}>
      {children}
    </span>
  ) : (
    <button
      type="button"
      title={href}
      className="cursor-pointer text-accent-strong underline underline-offset-2"
      onClick={() => onLink(href)}
    >
      {children}
    </button>
  )

const Code = ({ text }: { readonly text: string }) => (
  <pre className="my-2 overflow-x-auto rounded-md border border-subtle bg-canvas px-3 py-2 font-mono text-primary text-sm">
    {text}
  </pre>
)

type Draw = (tokens: readonly Token[] | undefined) => ReactNode

const Table = ({ token, draw }: { readonly token: Tokens.Table; readonly draw: Draw }) => {
  const cell = (part: Tokens.TableCell, index: number) => ({
    key: index,
    className: 'border border-subtle px-2.5 py-1 font-normal',
    style: { textAlign: part.align ?? 'left' } as const,
    children: draw(part.tokens),
  })
  return (
    <div className="my-2 overflow-x-auto">
      <table className="border-collapse text-sm">
        <thead className="bg-hover text-primary">
          <tr>
            {token.header.map((part, index) => {
              const { key, ...rest } = cell(part, index)
              return <th key={key} {...rest} />
            })}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a text have no other name than their place
            <tr key={rowIndex}>
              {row.map((part, index) => {
                const { key, ...rest } = cell(part, index)
                return <td key={key} {...rest} />
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const List = ({ token, draw }: { readonly token: Tokens.List; readonly draw: Draw }) => {
  const Tag = token.ordered ? 'ol' : 'ul'
  const start = token.ordered && typeof token.start === 'number' ? { start: token.start } : {}
  return (
    <Tag className={classNames('my-1.5 pl-6', token.ordered ? 'list-decimal' : 'list-disc')} {...start}>
      {token.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of a text have no other name than their place
        <li key={index} className={classNames('my-0.5 [&>p]:my-0', item.task && '-ml-5 list-none')}>
          {item.task && (
            <input
              type="checkbox"
              checked={item.checked === true}
              disabled
              aria-label={item.text}
              className="mr-1.5 align-middle"
            />
          )}
          {draw(item.tokens)}
        </li>
      ))}
    </Tag>
  )
}

type Blocks = { readonly [Type in string]?: (token: never, draw: Draw) => ReactNode }

const blocks: Blocks = {
  heading: (token: Tokens.Heading, draw) => <Heading depth={token.depth}>{draw(token.tokens)}</Heading>,
  paragraph: (token: Tokens.Paragraph, draw) => <p className="my-1.5 first:mt-0">{draw(token.tokens)}</p>,
  blockquote: (token: Tokens.Blockquote, draw) => (
    <blockquote className="my-2 border-strong border-l-2 pl-3 text-secondary">{draw(token.tokens)}</blockquote>
  ),
  list: (token: Tokens.List, draw) => <List token={token} draw={draw} />,
  table: (token: Tokens.Table, draw) => <Table token={token} draw={draw} />,
  code: (token: Tokens.Code) => <Code text={token.text} />,
  hr: () => <hr className="my-3 border-0 border-subtle border-t" />,
  space: () => null,
  // HTML is text here, never markup: what a project holds must not become part of the window.
  html: (token: Tokens.HTML) => <span className="font-mono text-muted text-sm">{token.raw.trim()}</span>,
}

const words: Blocks = {
  strong: (token: Tokens.Strong, draw) => <strong className="font-semibold text-primary">{draw(token.tokens)}</strong>,
  em: (token: Tokens.Em, draw) => <em>{draw(token.tokens)}</em>,
  del: (token: Tokens.Del, draw) => <del>{draw(token.tokens)}</del>,
  codespan: (token: Tokens.Codespan) => (
    <code className="rounded-sm bg-hover px-1 py-px font-mono text-primary text-sm">{plain(token.text)}</code>
  ),
  br: () => <br />,
  image: (token: Tokens.Image) => <span className="text-muted italic">[image: {plain(token.text || token.href)}]</span>,
  escape: (token: Tokens.Escape) => token.text,
  text: (token: Tokens.Text, draw) => (token.tokens === undefined ? plain(token.text) : draw(token.tokens)),
}

type MarkdownViewProps = {
  readonly text: string
  /** Goes where a link leads; without it links are only marked. */
  readonly onLink?: (href: string) => void
}

/** Markdown as it is meant to be read. It is drawn piece by piece: no HTML of the text gets into the page. */
export const MarkdownView = memo(({ text, onLink }: MarkdownViewProps) => {
  const tokens = useMemo(() => marked.lexer(text), [text])
  const draw: Draw = (list) =>
    list?.map((token, index) => {
      if (token.type === 'link')
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name than their place
          <Link key={index} href={(token as Tokens.Link).href} onLink={onLink}>
            {draw((token as Tokens.Link).tokens)}
          </Link>
        )
      const drawOne = blocks[token.type] ?? words[token.type]
      const drawn = drawOne === undefined ? token.raw : drawOne(token as never, draw)
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name than their place
      return <Fragment key={index}>{drawn}</Fragment>
    })
  return <div className="select-text break-words text-md text-secondary">{draw(tokens)}</div>
})
