/** Colours of the tokens that lines and bars may have; a tone says what it means, a number only tells apart. */
const tones = {
  accent: 'var(--accent)',
  running: 'var(--status-running)',
  success: 'var(--status-success)',
  failed: 'var(--status-failed)',
  warning: 'var(--status-warning)',
  idle: 'var(--status-idle)',
} as const

export type ChartTone = keyof typeof tones

const telling = [
  'var(--accent)',
  'var(--block-data-loader)',
  'var(--block-custom)',
  'var(--block-transformer)',
  'var(--block-data-exporter)',
  'var(--block-sensor)',
  'var(--block-conditional)',
  'var(--block-markdown)',
] as const

/** Colour of the n-th series of a chart, of a meaning, or the first one. They repeat after eight: names and the readout tell more apart. */
export const chartColour = (colour: ChartTone | number): string =>
  typeof colour === 'number' ? (telling[colour % telling.length] ?? telling[0]) : tones[colour]
