import { styleText } from 'node:util'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Run } from '#shared/model/run.ts'
import { applyRunEvent, isFinalRunState } from '#shared/run/apply-run-event.ts'
import type { Report } from './report.ts'
import { eventLine, type Look, logLine, statusLine } from './report-lines.ts'

const ticksEveryMs = 200

/** Writes lines above a status line that rewrites itself; without the latter where the output is no terminal. */
const createScreen = (live: boolean) => {
  let status = ''
  const erase = () => (status === '' ? '' : '\r\u001b[2K')
  return {
    print: (text: string) => process.stdout.write(`${erase()}${text}\n${status}`),
    setStatus: (text: string) => {
      if (!live) return
      const before = erase()
      status = text
      process.stdout.write(`${before}${status}`)
    },
  }
}

const lookOf = (pipeline: Pipeline, color: boolean | null): Look => {
  const live = process.stdout.isTTY === true
  const colored = color ?? (live && process.env.NO_COLOR === undefined)
  return {
    live,
    columns: () => process.stdout.columns ?? 80,
    width: Math.min(40, Math.max(4, ...pipeline.blocks.map((block) => block.uuid.length))),
    paint: (style, text) => (colored ? styleText(style, text, { validateStream: false }) : text),
  }
}

/**
 * Lines for people: one per log line and per ended block, with colours and a live status line in a terminal, plain in a pipe.
 *
 * @param color null: as the terminal can
 */
export const terminalReport = (pipeline: Pipeline, color: boolean | null): Report => {
  const look = lookOf(pipeline, color)
  const screen = createScreen(look.live)
  let run: Run | null = null
  const tick = () => {
    if (!look.live) return
    const ended = run === null || isFinalRunState(run.state)
    screen.setStatus(run === null || ended ? '' : statusLine(run, Date.now(), look))
  }
  const timer = look.live ? setInterval(tick, ticksEveryMs) : null
  return {
    happened: (_runId, seq, event) => {
      run = applyRunEvent(run, event, seq)
      const line = eventLine(run, event, look)
      if (line !== null) screen.print(line)
      tick()
    },
    logged: (lines) => {
      // What the engine says without being worried, the line of the block says too: that it was reused.
      const wanted = lines.filter(({ stream, level }) => stream !== 'engine' || level !== 'info')
      for (const line of wanted) screen.print(logLine(line, look))
    },
    close: () => {
      if (timer !== null) clearInterval(timer)
      screen.setStatus('')
    },
  }
}
