import { channel } from '../../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { levelFor } from '../../src/core/policy/condition.ts'
import type { MandatoryAction } from '../../src/core/policy/mandatory-action.ts'
import type { Level } from '../../src/core/policy/policy.ts'
import type { Status, Transition } from '../../src/core/policy/status.ts'
import type { LevelFreeze } from '../../src/core/freezes/level-freeze.ts'
import type { Action } from '../../src/core/actions/action.ts'
import { shippedPolicy } from '../../test/support/shipped-policy.ts'
import { coursesOf, remainingAt } from './budget-course.ts'
import { type GrownDay, tell } from './grown-day.ts'

/** Where a service stands, with what its end of a level changes. */
interface Standing {
  readonly transition: Transition
  readonly freeze: LevelFreeze | null
  readonly open: readonly Action[]
}

/** The levels of all services from day to day, with freezes and mandatory actions. */
export class GrownLevels {
  readonly #standings = new Map<string, Standing>()

  levelOf(service: string): string {
    return this.#standings.get(service)?.transition.to ?? shippedPolicy.levels[0]?.name ?? ''
  }

  /** Looks at each service once an hour. */
  async grow(day: GrownDay): Promise<void> {
    for (const one of day.fleet) {
      const courses = coursesOf(one, day.from, day.until)
      for (let at = day.from + HOUR_MS; at <= day.until; at += HOUR_MS) {
        const [worst] = courses
          .map((course) => ({ slo: course.slo, remainingRatio: remainingAt(course, at) }))
          .sort((a, b) => a.remainingRatio - b.remainingRatio)
        if (worst === undefined) continue
        const to = levelFor(shippedPolicy, { remainingRatio: worst.remainingRatio })
        const before = this.#standings.get(one.service.name)
        if (before?.transition.to === to.name) continue
        const transition: Transition = {
          ...worst,
          id: `t-${one.service.name}-${at}`,
          service: one.service.name,
          from: before?.transition.to ?? 'UNKNOWN',
          to: to.name,
          at,
          policyVersion: shippedPolicy.version,
        }
        if (before !== undefined) await end(day, before, at)
        this.#standings.set(one.service.name, await begin(day, transition, to))
      }
    }
  }

  statuses(at: number): readonly Status[] {
    return [...this.#standings.values()].map(({ transition }) => ({
      service: transition.service,
      level: transition.to,
      since: transition.at,
      slo: transition.slo,
      remainingRatio: transition.remainingRatio,
      young: null,
      knownAt: at,
      polledAt: at,
      missing: [],
      recovering: null,
      policyVersion: transition.policyVersion,
    }))
  }
}

async function begin(day: GrownDay, transition: Transition, level: Level): Promise<Standing> {
  const { stores, entries } = day
  const { id, service, from, to, at, slo, remainingRatio, policyVersion } = transition
  await stores.statuses.addTransitions([transition])
  entries.push({
    at,
    kind: 'transition',
    actor: 'budgeteer',
    service,
    data: { transition: id, from, to, slo, remaining: remainingRatio, policy: policyVersion },
  })
  const subject = `${level.freeze ? 'freeze' : 'level'}/${id}`
  tell(day, subject, at, { kind: level.freeze ? 'freeze' : 'level', service })
  tell(day, `actions/${id}`, at, { kind: 'actions', service }, channel('announcements', subject))
  const told = [{ kind: 'person', userId: `U0OWNER${service}` }] as const
  for (const to of told) tell(day, `notice/${id}/${to.userId}`, at, { kind: 'level', service }, to)
  await stores.levelNotices.save({
    id,
    service,
    level: to,
    at,
    remainingRatio,
    young: null,
    toldAt: at,
    previousLevel: from,
    announcedBy: subject,
    told,
    toldBefore: [],
    endedAt: null,
  })
  const freeze = level.freeze ? levelFreeze(transition, subject) : null
  if (freeze !== null) await stores.levelFreezes.save(freeze)
  const open = (level.actions ?? []).map((one, index) => action(transition, one, index, subject))
  await stores.actions.save(open)
  for (const { id: name } of open)
    entries.push({
      at,
      kind: 'action_started',
      actor: 'budgeteer',
      service,
      data: { action: name, level: to },
    })
  return { transition, freeze, open }
}

/** What belonged to a level ends with it. */
async function end({ stores, entries }: GrownDay, { transition, freeze, open }: Standing, at: number) {
  const { id, service } = transition
  if (freeze !== null) await stores.levelFreezes.save({ ...freeze, endedAt: at })
  const notice = await stores.levelNotices.current(service)
  if (notice?.id === id) await stores.levelNotices.save({ ...notice, endedAt: at })
  await stores.actions.save(
    open.map((one): Action => {
      const closedAt = Math.min(at, one.startedAt + DAY_MS / 2)
      return { ...one, state: 'done', closedAt, closedBy: 'U0DANA', evidence: 'done by hand' }
    }),
  )
  for (const { id: action } of open)
    entries.push({ at, kind: 'action_done', actor: 'U0DANA', service, data: { action, name: action } })
}

const levelFreeze = ({ id, service, to, at }: Transition, subject: string): LevelFreeze => ({
  id,
  service,
  level: to,
  beganAt: at,
  endedAt: null,
  incidentCommander: null,
  warRoom: null,
  subject,
  announcement: null,
})

const action = (
  { id, service, to, at }: Transition,
  { name, text, withinMs, owner, escalateTo, repeatsMs, insistMs, proof }: MandatoryAction,
  index: number,
  thread: string,
): Action => ({
  id: `a-${id}-${index}`,
  service,
  level: to,
  incident: null,
  name,
  text,
  owner,
  escalateTo,
  assignee: null,
  startedAt: at,
  dueAt: at + withinMs,
  levelSince: at,
  repeatsMs,
  insistMs,
  proof,
  state: 'open',
  closedAt: null,
  closedBy: null,
  evidence: null,
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
  subject: `actions/${id}`,
  thread,
})
