import type { UseCases } from '../src/core/use-cases.ts'
import { DAY_MS } from '../src/core/kernel/time/duration.ts'
import { PAST_FORMS } from '../src/core/kernel/time/typed-time.ts'
import { MATCHING_SIGNS } from '../src/core/status/matching-services.ts'
import type { PagePanel, PageWord } from './workspace/page-protocol.ts'

const AHEAD_MS = 14 * DAY_MS
/** Ids that are offered at most. */
const MOST_REQUESTS = 50

const plain = (words: readonly string[]): readonly PageWord[] => words.map((word) => ({ word, detail: '' }))

/** Of times and days, which have no end, some that can be typed. */
const TIMES: PagePanel['words'] = {
  start: plain(PAST_FORMS.filter((form) => !form.startsWith('20'))),
  duration: plain(['15m', '45m', '2h']),
  '30d': plain(['7d', '30d', '90d']),
  day: plain(['today', 'tomorrow', 'monday', 'friday']),
  'first day': plain(['today', 'tomorrow', 'monday', 'until friday']),
  'last day': plain(['tomorrow', 'friday']),
  time: plain(['10:00', '2pm']),
}

/** What can stand for the placeholders of the subcommands' usages, now. */
export async function completionWords(useCases: UseCases, now: number): Promise<PagePanel['words']> {
  const { services, policies } = useCases.catalog()
  const used = new Set([...services.values()].map(({ policy }) => policy))
  const inUse = [...policies.values()].filter(({ name }) => used.has(name))
  const changes = unique(
    inUse.flatMap(({ changes: types }) =>
      [...types.values()].map(({ name, title }) => ({ word: name, detail: title })),
    ),
  )
  const [open, granted, incidents, { plans }] = await Promise.all([
    useCases.requests.list({ states: ['open'], limit: MOST_REQUESTS }),
    useCases.requests.list({ states: ['granted'], limit: MOST_REQUESTS }),
    useCases.incidents.since(undefined, now - 30 * DAY_MS),
    useCases.calendar.agenda(undefined, AHEAD_MS),
  ])
  const requestWord = ({ id, service, change, revision, state }: (typeof open)[number]): PageWord => ({
    word: id,
    detail: `${change} of ${service} at ${revision}, ${state}`,
  })
  return {
    ...TIMES,
    service: [...services.values()].map(({ name, title }) => ({ word: name, detail: title })),
    level: unique(
      inUse.flatMap(({ levels }) => levels.map(({ name, title }) => ({ word: name, detail: title }))),
    ),
    colour: plain(MATCHING_SIGNS),
    'part of a name': [],
    'change type': changes,
    'change-type': changes,
    risk: unique(
      inUse.flatMap(({ risks }) =>
        [...risks.values()].map(({ name, title }) => ({ word: name, detail: title })),
      ),
    ),
    '/deploy id': [...open, ...granted].map(requestWord),
    '/budget id': incidents
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .map(({ id, service, what, endedAt }) => ({
        word: id,
        detail: `${what}, ${service}${endedAt === null ? ', open' : ''}`,
      })),
    plan: plans.map(({ id, service, change, revision }) => ({
      word: id,
      detail: `${change} of ${service} at ${revision}`,
    })),
  }
}

function unique(words: readonly PageWord[]): readonly PageWord[] {
  return [...new Map(words.map((each) => [each.word, each])).values()]
}
