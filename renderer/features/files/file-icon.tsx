import { Braces, ChevronRight, Database, File, FileCode2, FileText, Image, Settings2, Table2 } from 'lucide-react'
import type { ComponentType } from 'react'
import { blockOfFile } from '#shared/graph/block-file.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { classNames } from '../../ui/class-names.ts'

const icons: Readonly<Record<string, ComponentType<{ size?: number; className?: string }>>> = {
  py: FileCode2,
  r: FileCode2,
  js: FileCode2,
  sh: FileCode2,
  sql: Database,
  yaml: Settings2,
  yml: Settings2,
  toml: Settings2,
  ini: Settings2,
  json: Braces,
  md: FileText,
  txt: FileText,
  csv: Table2,
  parquet: Table2,
  xlsx: Table2,
  png: Image,
  jpg: Image,
  svg: Image,
}

/** The sign before a file's name: a block's colour, or its kind. */
export const FileIcon = ({ path }: { readonly path: string }) => {
  const block = blockOfFile(path)
  if (block !== null) {
    return (
      <span className="inline-flex w-3.5 shrink-0 justify-center">
        <TypeMark type={block.type} className="h-3" />
      </span>
    )
  }
  const Icon = icons[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? File
  return <Icon size={14} className="shrink-0 text-muted" />
}

/** The arrow before a folder's name. */
export const FolderArrow = ({ isOpen }: { readonly isOpen: boolean }) => (
  <ChevronRight
    size={14}
    aria-hidden="true"
    className={classNames('shrink-0 text-muted transition-transform duration-100', isOpen && 'rotate-90')}
  />
)
