import { Ban, Check, Circle, CircleDashed, CircleX, Repeat2, Split, TriangleAlert, Unplug } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Tone } from './badge.tsx'
import { classNames } from './class-names.ts'

/** Run states and block run states together. */
export type State =
  | 'queued'
  | 'running'
  | 'completed'
  | 'reused'
  | 'failed'
  | 'upstream-failed'
  | 'condition-failed'
  | 'cancelled'
  | 'crashed'

type IconType = ComponentType<{ size?: number; className?: string; strokeWidth?: number }>

/** A quarter-turned ring, as the pictures show a running block. */
const RunningRing: IconType = ({ size = 13, className }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 16 16"
    className={classNames('animate-spin', className)}
    style={{ animationDuration: '1.4s' }}
    aria-hidden="true"
  >
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.3" />
    <path d="M8 2 A6 6 0 0 1 14 8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
)

type Look = {
  /** As a person reads it. */
  readonly label: string
  readonly text: string
  readonly fill: string
  readonly tone: Tone
  readonly icon: IconType
}

/** How each state looks and is called. */
export const stateLooks = {
  queued: { label: 'Waiting', text: 'text-muted', fill: 'bg-idle', tone: 'neutral', icon: CircleDashed },
  running: { label: 'Running', text: 'text-running', fill: 'bg-running', tone: 'running', icon: RunningRing },
  completed: { label: 'Completed', text: 'text-success', fill: 'bg-success', tone: 'success', icon: Check },
  reused: { label: 'Reused', text: 'text-success', fill: 'bg-success', tone: 'success', icon: Repeat2 },
  failed: { label: 'Failed', text: 'text-failed', fill: 'bg-failed', tone: 'failed', icon: CircleX },
  'upstream-failed': {
    label: 'Not run: upstream failed',
    text: 'text-muted',
    fill: 'bg-idle',
    tone: 'neutral',
    icon: Unplug,
  },
  'condition-failed': {
    label: 'Not run: condition not met',
    text: 'text-muted',
    fill: 'bg-idle',
    tone: 'neutral',
    icon: Split,
  },
  cancelled: { label: 'Cancelled', text: 'text-warning', fill: 'bg-warning', tone: 'warning', icon: Ban },
  crashed: { label: 'Crashed', text: 'text-failed', fill: 'bg-failed', tone: 'failed', icon: TriangleAlert },
} as const satisfies Record<State, Look>

/** The icon of a state, in its colour, with its name for screen readers. */
export const StateIcon = ({ state, size = 13 }: { readonly state: State; readonly size?: number }) => {
  const look: Look = stateLooks[state]
  const Icon = look.icon
  return (
    <span role="img" aria-label={look.label} className={classNames('inline-flex shrink-0', look.text)}>
      <Icon size={size} strokeWidth={2.25} />
    </span>
  )
}

/** The icon of a state and what is said of it, as the first part of a line; null = not run yet. */
export const StateWords = ({ state, words }: { readonly state: State | null; readonly words: string }) => (
  <>
    {state === null ? (
      <Circle size={11} className="shrink-0 text-muted" aria-hidden="true" />
    ) : (
      <StateIcon state={state} size={12} />
    )}
    <span className={classNames('shrink-0 whitespace-nowrap', state === null ? 'text-muted' : stateLooks[state].text)}>
      {words}
    </span>
  </>
)

/** A coloured dot; null = never run. */
export const StatusDot = ({ state, size = 8 }: { readonly state: State | null; readonly size?: number }) => (
  <span
    role="img"
    aria-label={state === null ? 'Never run' : stateLooks[state].label}
    className={classNames('inline-block shrink-0 rounded-full', state === null ? 'bg-idle' : stateLooks[state].fill)}
    style={{ width: size, height: size }}
  />
)
