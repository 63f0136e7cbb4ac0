import { randomInt } from 'node:crypto'

const first = [
  'amber',
  'brisk',
  'calm',
  'clear',
  'copper',
  'crisp',
  'early',
  'even',
  'fair',
  'fine',
  'gentle',
  'keen',
  'level',
  'light',
  'mild',
  'quiet',
  'sharp',
  'still',
  'sure',
  'swift',
]
const second = [
  'alder',
  'beech',
  'birch',
  'brook',
  'cedar',
  'cliff',
  'cove',
  'creek',
  'elm',
  'fern',
  'field',
  'glen',
  'grove',
  'heron',
  'lake',
  'maple',
  'otter',
  'pine',
  'ridge',
  'wren',
]

/** A name for a tracked run that was given none, easy to say: `calm-otter-412`. */
export const randomName = (): string =>
  `${first[randomInt(first.length)] ?? ''}-${second[randomInt(second.length)] ?? ''}-${randomInt(1000)}`
