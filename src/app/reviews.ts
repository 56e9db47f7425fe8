import type { Logger } from 'pino'
import { handInNotes, holdReviews, type ReviewDeps } from '../core/reviews/hold-reviews.ts'
import type { SlackUseCases } from '../adapters/slack/use-cases.ts'
import { MINUTE_MS, SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'

/** Reviews and reminders: held when they are due, their notes handed in when they are written. */
export function reviews(
  deps: ReviewDeps,
  logger: Pick<Logger, 'info'>,
): {
  readonly chores: readonly Chore[]
  readonly useCases: Pick<SlackUseCases, 'handInNotes'>
} {
  const hold = async (): Promise<void> => {
    const held = await holdReviews(deps)
    if (held > 0) logger.info({ held }, 'reviews held')
  }
  return {
    chores: [{ name: 'reviews', everyMs: 30 * SECOND_MS, timeoutMs: MINUTE_MS, run: hold }],
    useCases: { handInNotes: (reviewId, url, userId) => handInNotes(deps, reviewId, url, userId) },
  }
}
