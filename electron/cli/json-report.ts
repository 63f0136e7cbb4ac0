import type { Report } from './report.ts'

/** Newline-delimited events: the contract's run events with `runId` and `seq`, and `{"kind":"log", …}` lines. */
export const jsonReport = (): Report => ({
  happened: (runId, seq, event) => console.log(JSON.stringify({ runId, seq, ...event })),
  logged: (lines) => {
    for (const line of lines) console.log(JSON.stringify({ kind: 'log', ...line }))
  },
  close: () => {},
})
