import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Shift } from '../../core/people/on-call.ts'
import { sendJson } from '../calling/send-json.ts'
import { shiftsInFeed } from './rota-feed.ts'

const ANSWER_WITHIN_MS = 15 * SECOND_MS
const MOST_BYTES = 4 * 1024 * 1024

/**
 * The shifts of a feed between two times. Its address may be a secret.
 *
 * @throws Error with words for people when it cannot be read
 */
export async function feedShifts(
  url: string,
  from: number,
  until: number,
  timeZone: string,
): Promise<readonly Shift[]> {
  const answered = await sendJson({
    url,
    method: 'GET',
    headers: { accept: 'text/calendar' },
    withinMs: ANSWER_WITHIN_MS,
    mostBytes: MOST_BYTES,
    secret: url,
  })
  if (answered.kind === 'unreachable') throw new Error(`the feed ${answered.words}`)
  if (answered.status !== 200) throw new Error(`the feed answered ${answered.status}`)
  try {
    return shiftsInFeed(answered.text, { from, until }, timeZone)
  } catch (error) {
    throw new Error('the feed is no iCalendar', { cause: error })
  }
}
