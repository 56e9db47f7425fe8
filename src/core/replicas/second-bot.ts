import { OperatorError } from '../kernel/operator-error.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Lease } from './lease.ts'

/** Who holds a lease, in words: `pod-a, process 7, since 2025-10-23T12:00:00Z`. */
export const inWords = ({ host, pid, since }: Pick<Lease, 'host' | 'pid' | 'since'>): string =>
  `${host}, process ${pid}, since ${isoTime(since)}`

/** Another bot does already what this one was started for. */
export class SecondBotError extends OperatorError {
  override readonly name = 'SecondBotError'

  /** `holder` is undefined where the other has not said yet who it is. */
  constructor(store: string, holder: Pick<Lease, 'host' | 'pid' | 'since'> | undefined, remedy: string) {
    const who = holder === undefined ? 'another process, which has just started' : inWords(holder)
    super(`another Budgeteer runs on ${store}: ${who}`, remedy)
  }
}
