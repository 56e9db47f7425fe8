import { z } from 'zod'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import type { Shift } from '../../core/people/on-call.ts'
import { sendJson } from '../calling/send-json.ts'

export interface PagerDutySchedule {
  /** `https://api.pagerduty.com` */
  readonly url: string
  /** Id of the schedule: `PABC123`. */
  readonly schedule: string
  /** Of the REST API; one that may only read will do. */
  readonly token: string
}

const ANSWER_WITHIN_MS = 15 * SECOND_MS
const MOST_BYTES = 1024 * 1024
const A_PAGE = 100
const MOST_PAGES = 10

/** A time that cannot be read is no time without an end: it would put somebody on call for good. */
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)))

const ON_CALLS = z.object({
  oncalls: z.array(
    z.object({
      user: z.object({
        email: z.string().optional(),
        summary: z.string().nullish(),
        name: z.string().nullish(),
      }),
      start: time.nullish(),
      end: time.nullish(),
    }),
  ),
  more: z.boolean().optional(),
})

/**
 * The shifts of a schedule between two times, by REST.
 *
 * @throws Error with words for people when PagerDuty does not say
 */
export async function scheduleShifts(
  { url, schedule, token }: PagerDutySchedule,
  from: number,
  until: number,
): Promise<readonly Shift[]> {
  const shifts: Shift[] = []
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({
      'schedule_ids[]': schedule,
      'include[]': 'users',
      since: isoTime(from),
      until: isoTime(until),
      limit: String(A_PAGE),
      offset: String(page * A_PAGE),
    })
    const answered = await sendJson({
      url: `${url}/oncalls?${query.toString()}`,
      method: 'GET',
      headers: { accept: 'application/vnd.pagerduty+json;version=2', authorization: `Token token=${token}` },
      withinMs: ANSWER_WITHIN_MS,
      mostBytes: MOST_BYTES,
      secret: token,
    })
    if (answered.kind === 'unreachable') throw new Error(`PagerDuty ${answered.words}`)
    if (answered.status !== 200) throw new Error(`PagerDuty answered ${answered.status}`)
    const { oncalls, more } = readAnswer(answered.text)
    shifts.push(
      ...oncalls.map(({ user, start, end }) => ({
        who: user.email?.toLowerCase() ?? user.name ?? user.summary ?? '',
        // Without an end somebody is always on call.
        from: timeOr(start, from),
        until: timeOr(end, until),
      })),
    )
    if (more !== true) break
  }
  return shifts.filter(({ who }) => who !== '')
}

function readAnswer(text: string): z.infer<typeof ON_CALLS> {
  try {
    return ON_CALLS.parse(JSON.parse(text))
  } catch (error) {
    throw new Error('PagerDuty answered with something else than who is on call', { cause: error })
  }
}

const timeOr = (text: string | null | undefined, otherwise: number): number =>
  text === null || text === undefined ? otherwise : Date.parse(text)
