import type { DeployRequest, Grant } from '../../../src/core/requests/deploy-request.ts'
import type { Policy, Seat } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { allowanceOf, cells, LEVELS, type LevelName, REQUIRED } from '../policy/default-table.ts'
import type { PersonOnFile } from '../../support/fake-directory.ts'
import { CLEO, GROUP, INES, MEI } from '../../support/people.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

/** One text of the default policy, and what it says, told beside the code that reads it. */
export interface Edition {
  readonly name: string
  readonly policy: Policy
  /** Cells that differ from the default table, by `change@level`. */
  readonly cells: ReadonlyMap<string, string>
  readonly exempt: readonly string[]
  readonly bullets: Ration | null
}

/** How many silver bullets there are, and whose they are together. */
export interface Ration {
  readonly count: number
  readonly per: 'week' | 'month'
  readonly scope: 'service' | 'policy'
}

const edition = (
  name: string,
  edits: Parameters<typeof editedPolicy>[0],
  said: Partial<Omit<Edition, 'name' | 'policy'>> = {},
): Edition => ({
  name,
  policy: editedPolicy(edits),
  cells: new Map(),
  exempt: [],
  bullets: null,
  ...said,
})

const changes = [...new Set(cells.map(({ change }) => change))]

export const EDITIONS: readonly Edition[] = [
  edition('as it ships', []),
  edition('features by SRE at CRITICAL', [['feature: block', 'feature: { approvals: { sre: 1 } }']], {
    cells: new Map([['feature@CRITICAL', 'sre']]),
  }),
  edition(
    'nobody asked at HEALTHY',
    [['otherwise: { approvals: { service-owner: 1 } }', 'otherwise: approve']],
    {
      cells: new Map(changes.map((change) => [`${change}@HEALTHY`, ''])),
    },
  ),
  edition(
    'no P1 at CRITICAL, documentation exempt, a silver bullet a month',
    [
      ['p1-bugfix: { approvals: { sre: 1 } }', 'p1-bugfix: block'],
      [
        'documentation: { title: Documentation update, risk: low }',
        'documentation: { title: D, risk: low, exempt: true }',
      ],
      [
        'override: {',
        'silver_bullets: { count: 1, per: month, approvals: { sre: 1, vp-engineering: 1 }, levels: [CRITICAL] }\noverride: {',
      ],
    ],
    {
      cells: new Map([['p1-bugfix@CRITICAL', 'block']]),
      exempt: ['documentation'],
      bullets: { count: 1, per: 'month', scope: 'service' },
    },
  ),
  edition(
    'two silver bullets a week for all services together',
    [
      [
        'override: {',
        'silver_bullets: { count: 2, per: week, scope: policy, approvals: { sre: 1, vp-engineering: 1 }, levels: [CRITICAL] }\noverride: {',
      ],
    ],
    { bullets: { count: 2, per: 'week', scope: 'policy' } },
  ),
]

/** Editions with silver bullets, by their index. */
export const WITH_BULLETS = EDITIONS.flatMap(({ bullets }, index) => (bullets === null ? [] : [index]))

/** Bullets that were taken and not given back, told by what became of their requests. */
export function bulletsTaken(
  { count, per, scope }: Ration,
  requests: readonly DeployRequest[],
  service: string,
  now: number,
): { readonly taken: number; readonly left: number } {
  const periodOf = (ms: number): string => {
    const day = new Date(ms)
    if (per === 'month') return day.toISOString().slice(0, 7)
    const sinceMonday = (day.getUTCDay() + 6) % 7
    return new Date(ms - sinceMonday * 24 * 60 * MINUTE_MS).toISOString().slice(0, 10)
  }
  const taken = requests.filter(
    (request) =>
      request.way === 'silver-bullet' &&
      (scope === 'policy' || request.service === service) &&
      periodOf(request.requestedAt) === periodOf(now) &&
      (request.state === 'granted' || (request.state === 'open' && now < request.expiresAt)),
  ).length
  return { taken, left: count - taken }
}

/** What keeps changes of a service back beside its level. */
export type FreezeInForce =
  | { readonly kind: 'freeze' }
  | { readonly kind: 'changes'; readonly changes: readonly string[] }
  | { readonly kind: 'correctness' }

/** What is true at the moment of a decision, told without the code under test. */
export interface Moment {
  readonly edition: Edition
  readonly request: Pick<DeployRequest, 'change' | 'risk' | 'requestedBy' | 'way' | 'escalations'>
  readonly grant: Grant | undefined
  readonly status: Status | undefined
  readonly freezes: readonly FreezeInForce[]
  readonly now: number
  readonly met: ReadonlySet<string>
  /** The roles that count of each person who approved, by user id. */
  readonly approvers: ReadonlyMap<string, ReadonlySet<string>>
  /** The same of the one who asks. */
  readonly requester: ReadonlySet<string>
  readonly isAutomatic: boolean
}

/** Why a yes is not justified by the policy in force, the seats and the people; null when it is. */
export function unjustified(moment: Moment): string | null {
  const { edition: said, request, grant, status, now, isAutomatic } = moment
  if (said.exempt.includes(request.change)) return null
  const level = LEVELS.find((name) => name === status?.level) ?? null
  const isOverride =
    request.way === 'override' && ['vp-engineering', 'cto'].some((role) => moment.requester.has(role))
  const isFrozen = moment.freezes.some(({ kind }) => kind === 'freeze')
  if (isAutomatic && ((level !== null && level !== 'HEALTHY') || (isFrozen && !isOverride)))
    return 'it must be started by hand'
  if (isOverride) return null

  const people = peopleFor(moment)
  const isStanding = grant !== undefined && grant.voidedAt === null && grant.expiresAt > now
  const isEdited = isStanding && grant.policyVersion !== said.policy.version
  if (isEdited && !canSit(chairsOf(grant.seats), people))
    return 'the policy was edited, and the grant is widened'
  const levels = [level, ...(isStanding && !isEdited ? heldLevel(grant, level) : [])]
  const knownAt = status?.knownAt ?? null
  const isUnknown = level === null || knownAt === null || now - knownAt > 15 * MINUTE_MS
  const suffices = levels.some((at) => {
    const demand = demandOf(moment, at, isUnknown)
    return (
      demand?.requires.every((name) => moment.met.has(name)) === true &&
      canSit(chairsOf(demand.seats), people)
    )
  })
  return suffices ? null : `neither the seats nor the requirements of ${levels.join(' or ')} are met`
}

/** Nobody fills a seat of their own request; the policy's ladder lets the roles above a seat take it once it was handed on. */
function peopleFor({ request, approvers }: Moment): readonly ReadonlySet<string>[] {
  const opened = request.escalations.filter(({ seat, to }) => (LADDER[seat] ?? []).includes(to))
  return [...approvers]
    .filter(([userId]) => userId !== request.requestedBy && request.way !== 'override')
    .map(
      ([, roles]) => new Set([...roles, ...opened.flatMap(({ seat, to }) => (roles.has(to) ? [seat] : []))]),
    )
}

const LADDER: Readonly<Record<string, readonly string[]>> = {
  'service-owner': ['sre', 'vp-engineering'],
  sre: ['vp-engineering'],
  'engineering-manager': ['vp-engineering'],
}

/** The level of a grant, where today's is the same or better. */
function heldLevel(grant: Grant, today: LevelName | null): LevelName[] {
  const given = LEVELS.find((name) => name === grant.level)
  if (given === undefined || today === null || LEVELS.indexOf(today) > LEVELS.indexOf(given)) return []
  return [given]
}

interface Demand {
  readonly seats: readonly Seat[]
  readonly requires: readonly string[]
}

const SRE_ALONE: Demand = { seats: [{ role: 'sre', count: 1 }], requires: [] }

/** Everything together that the level and the holds ask; null where one of them blocks. */
function demandOf(moment: Moment, level: LevelName | null, isUnknown: boolean): Demand | null {
  const { freezes, request } = moment
  const demands = [
    level === null ? SRE_ALONE : demandAt(moment, level),
    ...(isUnknown ? [SRE_ALONE] : []),
    ...freezes.map((hold) => {
      if (hold.kind === 'freeze') return demandAt(moment, 'CRITICAL')
      if (hold.kind === 'correctness') return request.change === 'p0-hotfix' ? NOTHING : null
      if (!hold.changes.includes(request.change)) return NOTHING
      const seats = waySeats(moment, 'CRITICAL')
      return seats && { seats, requires: [] }
    }),
  ]
  return demands.reduce((a, b) => (a === null || b === null ? null : both(a, b)))
}

const NOTHING: Demand = { seats: [], requires: [] }

const both = (a: Demand, b: Demand): Demand => {
  const roles = new Set([...a.seats, ...b.seats].map(({ role }) => role))
  const countIn = (seats: readonly Seat[], role: string): number =>
    seats.find((seat) => seat.role === role)?.count ?? 0
  const seats = [...roles].map((role) => ({
    role,
    count: Math.max(countIn(a.seats, role), countIn(b.seats, role)),
  }))
  return { seats, requires: [...new Set([...a.requires, ...b.requires])] }
}

/** What the table asks, and where it blocks what the request's way asks. A raised risk takes the stricter of row and class. */
function demandAt(moment: Moment, level: LevelName): Demand | null {
  const { edition: said, request } = moment
  const cellAt = (change: string): string =>
    said.cells.get(`${change}@${level}`) ??
    cells.find((cell) => cell.change === change && cell.level === level)?.cell ??
    'block'
  const ownRisk = cells.find(({ change }) => change === request.change)?.risk
  const example = { low: 'configuration', medium: 'performance', high: 'architecture' }[request.risk] ?? ''
  const read = (cell: string): Demand | null => (cell === '' ? NOTHING : allowanceOf(cell))
  const row = read(cellAt(request.change))
  const classed = ownRisk === request.risk ? row : read(cellAt(example))
  const demand = row === null || classed === null ? wayDemand(moment, level) : both(row, classed)
  return demand && { ...demand, requires: [...REQUIRED[level], ...demand.requires] }
}

const wayDemand = (moment: Moment, level: LevelName): Demand | null => {
  const seats = waySeats(moment, level)
  return seats && { seats, requires: [] }
}

function waySeats({ edition: said, request: { way } }: Moment, level: LevelName): readonly Seat[] | null {
  if (way === 'exception' && level === 'CRITICAL') return seatsFor('sre', 'engineering-manager')
  if (way === 'exception' && level === 'EMERGENCY')
    return seatsFor('vp-engineering', 'senior-engineer', 'senior-engineer')
  return way === 'silver-bullet' && said.bullets !== null && level === 'CRITICAL'
    ? seatsFor('sre', 'vp-engineering')
    : null
}

const seatsFor = (...roles: readonly string[]): readonly Seat[] =>
  [...new Set(roles)].map((role) => ({ role, count: roles.filter((one) => one === role).length }))

const chairsOf = (seats: readonly Seat[]): string[] =>
  seats.flatMap(({ role, count }) => Array.from({ length: count }, () => role))

/** Whether distinct people can take every chair, by trying everything. */
function canSit([chair, ...others]: readonly string[], people: readonly ReadonlySet<string>[]): boolean {
  if (chair === undefined) return true
  return people.some((roles, index) => roles.has(chair) && canSit(others, people.toSpliced(index, 1)))
}

/** A group of VPs. */
export const VPS = 'S0VPS'

/** What somebody on file is, told beside the role book. */
export function rolesOnFile(userId: string, person: PersonOnFile | undefined): ReadonlySet<string> {
  if (person === undefined || (person.barred ?? '') !== '') return new Set()
  const own: Readonly<Record<string, readonly string[]>> = {
    [INES]: ['sre-lead', 'sre'],
    [MEI]: ['engineering-manager'],
    [CLEO]: ['cto', 'vp-engineering'],
  }
  const byGroup: Readonly<Record<string, string>> = {
    [GROUP.owners]: 'service-owner',
    [GROUP.seniors]: 'senior-engineer',
    [GROUP.sre]: 'sre',
    [VPS]: 'vp-engineering',
  }
  return new Set([...(own[userId] ?? []), ...(person.groups ?? []).flatMap((group) => byGroup[group] ?? [])])
}
