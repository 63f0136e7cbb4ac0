import { useState } from 'react'
import { ErrorState } from '../../ui/feedback.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/scroll-area.tsx'

type Dimensions = { readonly width: number; readonly height: number }

/** Squares as behind every transparent picture. */
const squares = {
  backgroundImage: 'repeating-conic-gradient(var(--surface-hover) 0% 25%, transparent 0% 50%)',
  backgroundSize: '16px 16px',
}

type PictureViewProps = {
  readonly name: string
  /** Address of its bytes; drawn as an image, in which no script runs and nothing is loaded. */
  readonly source: string
  readonly bytes: number
}

/** A picture of the project, as large as there is room and never enlarged, with its dimensions in pixels and its size. */
export const PictureView = ({ name, source, bytes }: PictureViewProps) => {
  const [dimensions, setDimensions] = useState<Dimensions | null>(null)
  const [isBroken, setBroken] = useState(false)
  if (isBroken) {
    const message = `${name} has ${formatBytes(bytes)}, but no picture that can be drawn. It may have been written half.`
    return <ErrorState size="sm" title="This picture cannot be shown" message={message} />
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ScrollArea label={`Picture ${name}`} className="flex min-h-0 flex-1 items-center justify-center p-4">
        <img
          src={source}
          alt={name}
          className="max-h-full min-h-4 min-w-4 max-w-full object-contain"
          style={squares}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setDimensions({ width: naturalWidth, height: naturalHeight })
          }
          onError={() => setBroken(true)}
        />
      </ScrollArea>
      <p className="m-0 flex h-7 shrink-0 items-center gap-3 border-subtle border-t bg-panel px-3 text-secondary text-xs tabular-nums">
        {dimensions === null ? null : (
          <span>{`${formatCount(dimensions.width)} × ${formatCount(dimensions.height)} px`}</span>
        )}
        <span>{formatBytes(bytes)}</span>
      </p>
    </div>
  )
}
