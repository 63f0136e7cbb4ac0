import { type CommandFacts, commandFacts } from './commands.ts'

const wide = 100
const column = 24

/** Breaks words into lines, all but the first below the column where they begin. */
const wrapped = (words: string, from: number): string => {
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    if (line !== '' && from + line.length + 1 + word.length > wide) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(from)}`)
}

/** A term and what it means beside it; below it where the term is too long. */
const entry = (term: string, words: string): string => {
  const start = `  ${term}`.padEnd(column)
  const gap = start.length > column - 1 && !start.endsWith(' ') ? `\n${' '.repeat(column)}` : ''
  return `${start}${gap}${wrapped(words, column)}`
}

const common = [
  entry('--json', 'one JSON object a line'),
  entry('--trust', 'trust the folder: its code may run, now and later'),
  entry('--no-color', 'no colours'),
  entry('-h, --help', 'this text'),
  entry('-v, --version', 'the version'),
].join('\n')

const exits = [
  entry('0', 'completed'),
  entry('1', 'failed: a block, the pipeline, or what was asked for'),
  entry('2', 'wrong use: a word, option, folder, pipeline or run there is none of, or a folder that is not trusted'),
  entry('130', 'interrupted by Ctrl+C or a signal'),
].join('\n')

const overview = (): string => `Pipewright: machine-learning pipelines on your own machine.

Usage
  pipewright <command> <folder> …          pipewright <command> --help says what it takes

Commands
${Object.entries(commandFacts)
  .map(([name, { about }]) => entry(name, about))
  .join('\n')}

Options of every command
${common}

Exit codes
${exits}
`

const commandHelp = ({ usage, about, options = {}, example }: CommandFacts): string => {
  const list = Object.values(options).map(([term, words]) => entry(term, words))
  const parts = [
    `Usage\n${usage.map((words) => `  pipewright ${words}`).join('\n')}`,
    `  ${wrapped(`${about[0]?.toUpperCase() ?? ''}${about.slice(1)}.`, 2)}`,
    ...(list.length === 0 ? [] : [`Options\n${list.join('\n')}`]),
    `Options of every command\n${common}`,
    ...(example === undefined ? [] : [`Example\n  ${example}`]),
    `Exit codes\n${exits}`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** What `pipewright --help` prints, or `pipewright <command> --help`; null for a command there is none of. */
export const helpOf = (command: string | null): string | null => {
  if (command === null) return overview()
  const facts = Object.hasOwn(commandFacts, command) ? commandFacts[command] : undefined
  return facts === undefined ? null : commandHelp(facts)
}

const letters = (word: string): string => [...word].sort().join('')

/** Whether one letter was added, left out or mistaken, or letters changed places. */
const isAlike = (left: string, right: string): boolean => {
  if (letters(left) === letters(right)) return true
  const [short, long] = left.length < right.length ? [left, right] : [right, left]
  if (long.length - short.length > 1) return false
  const at = [...long].findIndex((letter, index) => letter !== short[index])
  return long.slice(at + 1) === short.slice(long.length === short.length ? at + 1 : at)
}

/** What to say of a command there is none of, with the one that was meant where that is clear. */
export const unknownCommand = (typed: string): string => {
  const near = Object.keys(commandFacts).filter((name) => isAlike(typed, name))
  const meant = near.length === 1 ? ` Did you mean "${near[0]}"?` : ''
  return `there is no command "${typed}".${meant} See pipewright --help.`
}
