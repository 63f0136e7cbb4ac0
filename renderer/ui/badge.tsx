import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

const tones = {
  neutral: 'bg-hover text-secondary',
  accent: 'bg-accent-soft text-accent',
  running: 'bg-running/10 text-running',
  success: 'bg-success/10 text-success',
  failed: 'bg-failed/10 text-failed',
  warning: 'bg-warning/10 text-warning',
} as const

export type Tone = keyof typeof tones

/** A short word in a rounded box: `serving`. */
export const Badge = ({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) => (
  <span
    className={classNames(
      'inline-flex h-4.5 items-center whitespace-nowrap rounded-full px-2 font-medium text-xs',
      tones[tone],
    )}
  >
    {children}
  </span>
)
