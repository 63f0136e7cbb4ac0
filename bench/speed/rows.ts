import { z } from 'zod'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { type Contestant, contestants } from '../peers/peers.ts'
import { type Bench, type MeasuredCommand, measureCommand, measureHost, pipewright } from './bench.ts'
import type { Measurement } from './measurement.ts'
import { gaps, median } from './statistics.ts'
import { benchProject, chain, data, dynamic, wide } from './workloads.ts'

export type Row = { readonly name: string; measure(bench: Bench): Promise<readonly Measurement[]> }

type Work = { readonly name: string; readonly blocks: readonly TempBlock[]; readonly marks: number }

type Measured = Readonly<Record<string, readonly MeasuredCommand[]>>
const us = 'pipewright'

/**
 * The same work by us and by the systems asked for, in turns, so that whatever else the machine does meets all of them. The first time of
 * each is thrown away: it fills caches. One that fails is said and left out.
 */
const measureInTurns = async (bench: Bench, { name, blocks, marks }: Work): Promise<Measured> => {
  await using project = await benchProject(name, blocks, bench.python)
  const command = pipewright(bench, 'run', project.path, name, '--trust')
  const own: Contestant = {
    name: us,
    atMost: bench.options.runs,
    measure: () => measureCommand(bench, command, marks),
  }
  let left: readonly Contestant[] = [own, ...(await contestants(bench, name, marks))]
  const measured: Record<string, MeasuredCommand[]> = Object.fromEntries(
    left.map((contestant) => [contestant.name, []]),
  )
  for (let run = 0; run <= bench.options.runs; run += 1) {
    for (const contestant of left.filter(({ atMost }) => run <= atMost)) {
      const one = await contestant.measure().catch((error: unknown) => {
        if (contestant === own) throw error
        console.error(`${contestant.name} failed on ${name}: ${String(error).slice(-500)}`)
        return null
      })
      if (one === null) left = left.filter((other) => other !== contestant)
      else if (run > 0) measured[contestant.name]?.push(one)
    }
  }
  return measured
}

/** One figure of each repetition, ours and the others'. */
const figuresOf =
  ({ [us]: own = [], ...peers }: Measured) =>
  (figure: (command: MeasuredCommand) => number): Pick<Measurement, 'values' | 'peers'> => ({
    values: own.map(figure),
    peers: Object.fromEntries(Object.entries(peers).map(([peer, commands]) => [peer, commands.map(figure)])),
  })

const firstLineMs = ({ marks, startedAt }: MeasuredCommand): number => (marks[0]?.at ?? Number.NaN) - startedAt
const gapMs = ({ marks }: MeasuredCommand): number => median(gaps(marks.map(({ at }) => at)))
const seconds = (milliseconds: number): number => milliseconds / 1000

/** Whole commands of blocks that do nothing. */
const commandRow = (work: Work, { isChain = false, targetS }: { isChain?: boolean; targetS?: number }): Row => ({
  name: work.name,
  measure: async (bench) => {
    const of = figuresOf(await measureInTurns(bench, work))
    const { node, python, fork } = bench.floors
    const whole: Measurement = {
      what: 'whole command',
      unit: 's',
      ...of(({ wallMs }) => seconds(wallMs)),
      floor: { name: 'node + python + a fork per block', value: seconds(node + python + work.marks * fork) },
      ...(targetS === undefined ? {} : { target: targetS }),
    }
    const cpu: Measurement = { what: 'processor time', unit: 's', ...of(({ cpuMs }) => seconds(cpuMs)) }
    const first: Measurement = {
      what: 'command to first user line',
      unit: 'ms',
      ...of(firstLineMs),
      floor: { name: 'node + python + fork', value: node + python + fork },
    }
    const gap: Measurement = {
      what: 'gap between user lines',
      unit: 'ms',
      ...of(gapMs),
      floor: { name: 'fork', value: fork },
      ...(isChain ? { target: 5 } : {}),
    }
    return isChain ? [whole, cpu, first, gap] : [whole, cpu, first]
  },
})

const at = (command: MeasuredCommand, name: string): number =>
  command.marks.find((mark) => mark.name === name)?.at ?? Number.NaN

/** What lies between the end of one block's own work and the beginning of the next one's: storing, passing, reading. */
const passingMs = (command: MeasuredCommand): number =>
  (at(command, 'data2') - at(command, 'data1_end') + at(command, 'data3') - at(command, 'data2_end')) / 2

const dataRow: Row = {
  name: 'data',
  measure: async (bench) => {
    const of = figuresOf(await measureInTurns(bench, { name: 'data', blocks: data(), marks: 6 }))
    const { raw } = bench.floors
    return [
      {
        what: 'block to block',
        unit: 'ms',
        ...of(passingMs),
        floor: { name: 'write and read of as many bytes', value: raw },
        target: 2 * raw,
      },
      { what: 'whole command', unit: 's', ...of(({ wallMs }) => seconds(wallMs)) },
      { what: 'largest process', unit: 'MB', ...of(({ peakMb }) => peakMb), target: 300 },
    ]
  },
}

const list = z.array(z.number())
const startSchema = z.object({ cold: list, warm: list, seen: list })

const startRow: Row = {
  name: 'start',
  measure: async (bench) => {
    const own = startSchema.parse(await measureHost(bench, 'start.ts', [String(bench.options.runs)]))
    const { python, forkLoaded } = bench.floors
    const loaded = { name: 'fork with pandas and scikit-learn loaded', value: forkLoaded }
    return [
      {
        what: 'run to first user line, nothing started',
        unit: 'ms',
        values: own.cold,
        floor: { name: 'python', value: python },
      },
      {
        what: 'the same, pandas and scikit-learn loaded',
        unit: 'ms',
        values: own.warm,
        floor: loaded,
        target: 150,
      },
      { what: 'until the window shows that line', unit: 'ms', values: own.seen, floor: loaded },
    ]
  },
}

const warmSchema = z.object({ gap: list })

const warmChainRow: Row = {
  name: 'warm10',
  measure: async (bench) => {
    const own = warmSchema.parse(await measureHost(bench, 'warm-chain.ts', [String(bench.options.runs)]))
    const floor = { name: 'fork', value: bench.floors.fork }
    return [{ what: 'gap between user lines', unit: 'ms', values: own.gap, floor, target: 5 }]
  },
}

const historySchema = z.object({ first: list, later: list })

const historyRow: Row = {
  name: 'history',
  measure: async (bench) => {
    const own = historySchema.parse(await measureHost(bench, 'history.ts', [String(bench.options.runs)]))
    return [
      { what: 'run to first user line, no runs yet', unit: 'ms', values: own.first },
      { what: 'the same after 10,000 runs', unit: 'ms', values: own.later, target: median(own.first) * 1.5 },
    ]
  },
}

const floodSchema = z.object({
  lines: z.number(),
  lost: z.number(),
  loopP99Ms: z.number(),
  memoryMb: list,
  keptUpMs: z.number(),
})

const floodRow: Row = {
  name: 'flood',
  measure: async (bench) => {
    const own = floodSchema.parse(await measureHost(bench, 'flood.ts', [String(bench.options.floodSeconds)]))
    const tenth = Math.max(1, Math.floor(own.memoryMb.length / 10))
    const early = median(own.memoryMb.slice(tenth, tenth * 3))
    const late = median(own.memoryMb.slice(-tenth * 2))
    return [
      { what: '100,000 lines a second: lost', unit: 'lines', values: [own.lost], target: 0 },
      { what: 'behind at the end', unit: 'ms', values: [own.keptUpMs] },
      { what: 'event loop, 99th percentile', unit: 'ms', values: [own.loopP99Ms], target: 30 },
      { what: 'memory of the host, beginning', unit: 'MB', values: [early] },
      { what: 'memory of the host, end', unit: 'MB', values: [late], target: early * 1.25 },
    ]
  },
}

const work = (name: string, blocks: readonly TempBlock[], marks = blocks.length): Work => ({ name, blocks, marks })

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [
  commandRow(work('chain10', chain(10)), { isChain: true }),
  warmChainRow,
  commandRow(work('wide200', wide(200)), {}),
  commandRow(work('wide1000', wide(1000)), { targetS: 4 }),
  commandRow(work('chain1000', chain(1000)), { isChain: true }),
  commandRow(work('dynamic200', dynamic(200), 201), {}),
  startRow,
  dataRow,
  floodRow,
  historyRow,
]
