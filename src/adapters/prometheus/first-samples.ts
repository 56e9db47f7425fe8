import type { Slo } from '../../core/budgets/slo.ts'
import type { SliQuestion, SliSample } from '../../core/budgets/sli-source.ts'
import { counted } from '../../core/kernel/counted.ts'
import { HOUR_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Asker, Outcome, Outcomes } from './asker.ts'
import {
  type BirthCount,
  isWithinLookback,
  type Look,
  lookOf,
  QUICK_MS,
  textSince,
} from './first-sample-looks.ts'
import type { PollLimits } from './query-within.ts'

/** Of what is old so much is asked again in one poll, the oldest first. */
const MOST_REFRESHED = 100
const MOST_KNOWN = 50_000

interface Known {
  readonly value: number
  /** Epoch milliseconds. */
  readonly checkedAt: number
}

/** Events at the first samples of an SLO's new series, which `increase` leaves out. */
export interface UnseenEvents {
  /** To be added to a lookback's counts; 0 where it is not certain that they are of that time. */
  readonly certain: (part: 'counted' | 'total', lookbackMs: number) => number
  /** Bad events of the window that may be missing from its counts all the same. */
  readonly missed: number
}

export interface FirstSamples {
  /** Queries whose answers `of` wants at each poll: they go along with others. */
  quickQueries(questions: readonly SliQuestion[], at: number): readonly string[]
  /** By SLO; those whose series begin with nothing have none. `outcomes` hold the answers to `quickQueries`. */
  of(
    questions: readonly SliQuestion[],
    outcomes: Outcomes,
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<Slo, UnseenEvents>>
}

/** What is asked, and by which name and for how long its answer is remembered. */
interface Asked {
  readonly look: Look
  readonly key: string
  readonly text: string
  readonly keptMs: number
}

/** `countsThem` asks whether the server's own `increase` has them, once there are any; undefined for no answer. */
export function firstSamples(
  asker: Asker,
  countsThem: (at: number, poll: PollLimits) => Promise<boolean | undefined>,
): FirstSamples {
  let known = new Map<string, Known>()
  let areCounted: boolean | undefined
  /** From when on the longer lookbacks, whose steps are longer too, see what a shorter one has seen. */
  const movedUntil = new WeakMap<Slo, number>()

  const knownOf = (key: string): number => known.get(key)?.value ?? 0
  const isOlder = (key: string, keptMs: number, at: number): boolean => {
    const last = known.get(key)
    return last !== undefined && Math.abs(at - last.checkedAt) >= keptMs
  }

  function remember(key: string, outcome: Outcome | undefined, at: number): void {
    // A source out of reach may answer at the next poll; one that refuses the query would refuse it again.
    if (outcome === undefined || (outcome.kind === 'failed' && outcome.reason === 'source_unreachable'))
      return
    known.set(key, { value: outcome.kind === 'failed' ? knownOf(key) : valueOf(outcome), checkedAt: at })
  }

  /** Asks for what is new, for what belongs to `changed` looks, and for some of what is old. */
  async function ask(
    wanted: readonly Asked[],
    changed: ReadonlySet<Look>,
    at: number,
    poll: PollLimits,
  ): Promise<void> {
    const isDue = ({ look, key }: Asked): boolean => changed.has(look) || !known.has(key)
    const oldest = wanted
      .filter((one) => !isDue(one) && isOlder(one.key, one.keptMs, at))
      .toSorted((a, b) => (known.get(a.key)?.checkedAt ?? 0) - (known.get(b.key)?.checkedAt ?? 0))
      .slice(0, MOST_REFRESHED)
    const asked = [...wanted.filter(isDue), ...oldest]
    if (asked.length === 0) return
    const texts = asked.map(({ text }) => text)
    const outcomes = await asker.ask(texts, at, poll)
    for (const { key, text } of asked) remember(key, outcomes.get(text), at)
  }

  /** Whether a birth of just now, or one that only now fills a step of theirs, changes the longer lookbacks. */
  function isChanged({ slo, quickCounts }: Look, before: readonly number[], at: number): boolean {
    const isMoved = quickCounts.some(({ key }, index) => knownOf(key) > 0 && knownOf(key) !== before[index])
    const seenFrom = movedUntil.get(slo)
    const isStepOver = seenFrom !== undefined && at >= seenFrom
    if (isMoved) movedUntil.set(slo, nextStep(at))
    else if (isStepOver) movedUntil.delete(slo)
    return isMoved || isStepOver
  }

  /** Counts what was born just now. Returns the looks whose longer lookbacks this changes. */
  async function countNew(looks: readonly Look[], at: number, poll: PollLimits): Promise<Set<Look>> {
    const before = new Map(looks.map((look) => [look, look.quickCounts.map(({ key }) => knownOf(key))]))
    const fresh = new Set(looks.filter(({ quick = '' }) => knownOf(quick) > 0))
    for (const look of looks)
      if (!fresh.has(look))
        for (const { key } of look.quickCounts) known.set(key, { value: 0, checkedAt: at })
    const wanted = [...fresh].flatMap((look) =>
      look.quickCounts.map((count) => ({ ...count, look, text: count.key })),
    )
    await ask(wanted, fresh, at, poll)
    return new Set(looks.filter((look) => isChanged(look, before.get(look) ?? [], at)))
  }

  /** Brings up to date what is known of looks at the present. */
  async function refresh(
    looks: readonly Look[],
    quick: Outcomes,
    at: number,
    poll: PollLimits,
  ): Promise<void> {
    // After a pause of the polls a birth may have gone unseen.
    const unsure = looks.filter((look) => look.quick !== undefined && isOlder(look.quick, QUICK_MS + 1, at))
    for (const look of looks) if (look.quick !== undefined) remember(look.quick, quick.get(look.quick), at)
    const changed = await countNew(looks, at, poll)
    const lasts = looks.map(({ last = '' }) => knownOf(last))
    await ask(
      looks.flatMap((look) => {
        const { last: text = '' } = look
        return { look, key: text, text, keptMs: HOUR_MS }
      }),
      new Set([...changed, ...unsure]),
      at,
      poll,
    )
    for (const [index, look] of looks.entries())
      if (knownOf(look.last ?? '') > (lasts[index] ?? 0)) changed.add(look)
    await ask(
      looks.flatMap((look) =>
        look.counts.flatMap((count) => {
          const text = count.keptMs === 0 ? undefined : textSince(count, lastAgoMs(look, at))
          return text === undefined ? [] : [{ ...count, look, text }]
        }),
      ),
      changed,
      at,
      poll,
    )
  }

  const lastAgoMs = ({ last = '' }: Look, at: number): number => at - knownOf(last) * SECOND_MS

  return {
    quickQueries: (questions, at) =>
      areCounted === true
        ? []
        : looksOf(questions, at).flatMap(({ last, quick, counts }) => {
            if (last === undefined) return counts.map(({ key }) => key)
            return quick === undefined ? [] : [quick]
          }),
    async of(questions, quick, at, poll) {
      if (areCounted === true) return new Map()
      const looks = looksOf(questions, at)
      await refresh(
        looks.filter(({ last }) => last !== undefined),
        quick,
        at,
        poll,
      )
      const found = new Map<Slo, UnseenEvents>()
      for (const look of looks) {
        const value = (count: BirthCount): number => {
          if (look.last === undefined) return valueOf(quick.get(count.key))
          const isReached = count.keptMs === 0 || textSince(count, lastAgoMs(look, at)) !== undefined
          return isReached ? knownOf(count.key) : 0
        }
        if (look.counts.some((count) => value(count) > 0)) found.set(look.slo, unseenOf(look, value))
      }
      if (known.size > MOST_KNOWN) known = new Map()
      if (found.size === 0) return found
      areCounted ??= await countsThem(at, poll)
      return areCounted === false ? found : new Map()
    },
  }
}

const looksOf = (questions: readonly SliQuestion[], at: number): readonly Look[] =>
  questions.map((question) => lookOf(question, at)).filter((look) => look !== undefined)

const nextStep = (at: number): number => Math.ceil((at + 1) / QUICK_MS) * QUICK_MS

const valueOf = (outcome: Outcome | undefined): number =>
  outcome?.kind === 'value' && Number.isFinite(outcome.value) ? outcome.value : 0

function unseenOf(
  { series, counts, windowSpanMs, last }: Look,
  value: (count: BirthCount) => number,
): UnseenEvents {
  if (series.kind === 'told') return { certain: () => 0, missed: Math.max(0, ...counts.map(value)) }
  const valueOver = (
    kind: BirthCount['kind'],
    part: 'counted' | 'total',
    isOver: (count: BirthCount) => boolean,
  ): number =>
    Math.max(
      0,
      ...counts.filter((one) => one.kind === kind && one.of === series[part] && isOver(one)).map(value),
    )
  const isWindow = ({ spanMs }: BirthCount): boolean => spanMs === windowSpanMs
  const uncertain = (part: 'counted' | 'total'): number =>
    valueOver('every', part, isWindow) - valueOver('certain', part, isWindow)
  const missed = series.part === 'bad' ? uncertain('counted') : uncertain('total') - uncertain('counted')
  return {
    certain: (part, lookbackMs) => valueOver('certain', part, (one) => isWithinLookback(one, lookbackMs)),
    missed: last === undefined ? 0 : Math.max(0, missed),
  }
}

/** Less than this share of the budget is not worth a word. */
const TOLD_FROM = 0.01

/** What a reading says of bad events that were not counted, where they may matter. */
export function missedWarning(
  { objective }: Slo,
  sample: SliSample | undefined,
  missed: number,
): string | undefined {
  const budget = sample?.kind === 'counts' ? sample.total * objective.errorBudgetRatio : 0
  if (missed < 1 || missed < budget * TOLD_FROM) return undefined
  const events = counted(Math.round(missed), 'bad event')
  return `up to ${events} may be missing: new series began with them, and increase counts from the second sample on`
}
