import { pagerServer } from './pager-server.ts'

export const API_TOKEN = 'a-token-that-only-reads'

export interface OnCallEntry {
  readonly email: string
  readonly start: string | null
  readonly end: string | null
}

/** PagerDuty's `GET /oncalls` of one schedule, a page at a time, by its reference. */
export async function onCallsServer(
  schedule: string,
  entries: () => readonly OnCallEntry[],
  mostOnAPage = 100,
) {
  return pagerServer(({ method, url, headers }) => {
    if (method !== 'GET' || url.pathname !== '/oncalls') return { status: 404, body: {} }
    if (headers.authorization !== `Token token=${API_TOKEN}`) return { status: 401, body: {} }
    const query = url.searchParams
    const asked = query.getAll('schedule_ids[]')
    if (asked.length !== 1 || query.getAll('include[]').join() !== 'users')
      return { status: 400, body: { error: { message: 'Invalid Input Provided' } } }
    const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''))
    const found = entries().filter(
      ({ start, end }) =>
        asked[0] === schedule &&
        (start === null || Date.parse(start) < Number(until)) &&
        (end === null || Date.parse(end) > Number(since)),
    )
    const offset = Number(query.get('offset') ?? 0)
    const limit = Math.min(Number(query.get('limit') ?? 25), mostOnAPage)
    const oncalls = found.slice(offset, offset + limit).map(({ email, start, end }) => ({
      user: { id: 'P1', type: 'user', email, name: email, summary: email },
      schedule: { id: schedule, type: 'schedule_reference' },
      escalation_level: 1,
      start,
      end,
    }))
    return { status: 200, body: { oncalls, limit, offset, more: offset + limit < found.length, total: null } }
  })
}
