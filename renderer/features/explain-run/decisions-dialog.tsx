import type { ReactNode } from 'react'
import type { BlockDecision } from '#shared/model/run.ts'
import { showDialog } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { DialogFrame } from '../../ui/dialog.tsx'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { Decisions } from './decisions.tsx'

const close = (): void => showDialog(null)

/** What a run would do with each block, as it is asked for. */
type Asked = {
  readonly data: readonly BlockDecision[] | undefined
  readonly error: Error | null
  readonly isFetching: boolean
}

type DecisionsDialogProps = {
  readonly title: string
  readonly describe: (decisions: readonly BlockDecision[] | undefined) => string | undefined
  readonly asked: Asked
  /** Above the words of why nothing can be said. */
  readonly failureTitle: string
  readonly startLabel: ReactNode
  /** False while it is not known what would be started. */
  readonly canStart?: boolean
  readonly onStart: () => void
}

/** Says of each block what a run would do with it, before anything starts. */
export const DecisionsDialog = ({ asked, canStart = true, onStart, ...words }: DecisionsDialogProps) => {
  const { data, error, isFetching } = asked
  const decisions = isFetching ? undefined : data
  const start = () => {
    close()
    onStart()
  }
  return (
    <DialogFrame
      title={words.title}
      description={words.describe(decisions)}
      width="lg"
      onClose={close}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" disabled={decisions === undefined || !canStart} onClick={start}>
            {words.startLabel}
          </Button>
        </>
      }
    >
      {isFetching && <SkeletonLines count={4} />}
      {!isFetching && error !== null && <ErrorState size="sm" title={words.failureTitle} message={error.message} />}
      {decisions !== undefined && <Decisions decisions={decisions} />}
    </DialogFrame>
  )
}
