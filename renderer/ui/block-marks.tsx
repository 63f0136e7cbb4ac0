import { classNames } from './class-names.ts'

const looks = {
  data_loader: {
    label: 'Data loader',
    bar: 'bg-block-data-loader',
    chip: 'bg-block-data-loader/10 text-block-data-loader',
    text: 'text-block-data-loader',
  },
  transformer: {
    label: 'Transformer',
    bar: 'bg-block-transformer',
    chip: 'bg-block-transformer/10 text-block-transformer',
    text: 'text-block-transformer',
  },
  data_exporter: {
    label: 'Data exporter',
    bar: 'bg-block-data-exporter',
    chip: 'bg-block-data-exporter/10 text-block-data-exporter',
    text: 'text-block-data-exporter',
  },
  sensor: {
    label: 'Sensor',
    bar: 'bg-block-sensor',
    chip: 'bg-block-sensor/10 text-block-sensor',
    text: 'text-block-sensor',
  },
  custom: {
    label: 'Custom',
    bar: 'bg-block-custom',
    chip: 'bg-block-custom/10 text-block-custom',
    text: 'text-block-custom',
  },
  conditional: {
    label: 'Conditional',
    bar: 'bg-block-conditional',
    chip: 'bg-block-conditional/10 text-block-conditional',
    text: 'text-block-conditional',
  },
  callback: {
    label: 'Callback',
    bar: 'bg-block-conditional',
    chip: 'bg-block-conditional/10 text-block-conditional',
    text: 'text-block-conditional',
  },
  scratchpad: {
    label: 'Scratchpad',
    bar: 'bg-block-markdown',
    chip: 'bg-block-markdown/10 text-block-markdown',
    text: 'text-block-markdown',
  },
  markdown: {
    label: 'Markdown',
    bar: 'bg-block-markdown',
    chip: 'bg-block-markdown/10 text-block-markdown',
    text: 'text-block-markdown',
  },
  chart: {
    label: 'Chart',
    bar: 'bg-block-custom',
    chip: 'bg-block-custom/10 text-block-custom',
    text: 'text-block-custom',
  },
  extension: {
    label: 'Extension',
    bar: 'bg-block-conditional',
    chip: 'bg-block-conditional/10 text-block-conditional',
    text: 'text-block-conditional',
  },
  dbt: {
    label: 'dbt',
    bar: 'bg-block-data-exporter',
    chip: 'bg-block-data-exporter/10 text-block-data-exporter',
    text: 'text-block-data-exporter',
  },
  global_data_product: {
    label: 'Global data product',
    bar: 'bg-block-data-loader',
    chip: 'bg-block-data-loader/10 text-block-data-loader',
    text: 'text-block-data-loader',
  },
} as const

export type MarkedType = keyof typeof looks

/** Name of a block type on screen. */
export const typeLabel = (type: MarkedType): string => looks[type].label

/** Text colour of a block type, as in the log. */
export const typeTextClass = (type: MarkedType): string => looks[type].text

/** The bar in the colour of a block's type. */
export const TypeMark = ({ type, className }: { readonly type: MarkedType; readonly className?: string }) => (
  <span
    role="img"
    aria-label={looks[type].label}
    className={classNames('inline-block h-3.5 w-1 shrink-0 rounded-sm', looks[type].bar, className)}
  />
)

const languages = {
  python: 'PY',
  sql: 'SQL',
  r: 'R',
  yaml: 'YAML',
  markdown: 'MD',
  shell: 'SH',
  javascript: 'JS',
} as const

/** The language of a block, tinted by its type: `PY`. */
export const LanguageChip = ({
  language,
  type,
}: {
  readonly language: keyof typeof languages
  readonly type?: MarkedType
}) => (
  <span
    className={classNames(
      'inline-flex h-4 shrink-0 items-center rounded-sm px-1 font-mono font-semibold text-[9px] leading-none tracking-wide',
      type === undefined ? 'bg-hover text-secondary' : looks[type].chip,
    )}
  >
    {languages[language]}
  </span>
)

const childSuffix = /:\d+$/

/** The name of a block run. Where there is little room its end stays: the number tells one child of a dynamic block from the other. */
export const BlockRunName = ({ blockUuid, className }: { readonly blockUuid: string; readonly className?: string }) => {
  const suffix = childSuffix.exec(blockUuid)?.[0] ?? ''
  return (
    <span className={classNames('flex min-w-0', className)} title={blockUuid}>
      <span className="truncate">{blockUuid.slice(0, blockUuid.length - suffix.length)}</span>
      <span className="shrink-0 tabular-nums">{suffix}</span>
    </span>
  )
}
