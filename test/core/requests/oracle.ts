import type { DeployRequest, Grant } from '../../../src/core/requests/deploy-request.ts'
import type { GateCall } from '../../../src/core/requests/outcome.ts'
import type { Seat } from '../../../src/core/policy/policy.ts'
import type { Status } from '../../../src/core/policy/status.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { allowanceOf, cells, LEVELS, type LevelName, REMAINING, REQUIRED } from '../policy/default-table.ts'
import type { PersonOnFile } from '../../support/fake-directory.ts'
import { CLEO, GROUP, INES, MEI, VICTOR } from '../../support/people.ts'

/** What is true at the moment of a gate call, told without the code under test. */
export interface Moment {
  readonly call: GateCall
  readonly now: number
  readonly status: Status | undefined
  readonly request: DeployRequest | undefined
  /** As it stood before the call. */
  readonly grant: Grant | undefined
  /** Who ever clicked Approve on the request, and was recorded. */
  readonly clicked: ReadonlySet<string>
  readonly people: ReadonlyMap<string, PersonOnFile>
  readonly directoryIsDown: boolean
}

/** Why a yes of the gate is not justified by the default policy's table, the seats and the people; null when it is. */
export function objection(moment: Moment): string | null {
  const { call, request, grant, now, status, directoryIsDown } = moment
  if (call.environment !== 'production') return null
  if (request === undefined) return 'nobody asked for it'
  const same = (['service', 'change', 'revision', 'environment'] as const).every(
    (part) => request[part] === call[part],
  )
  if (!same) return 'the request is about something else'
  if (request.state === 'open' ? request.expiresAt <= now : request.state !== 'granted')
    return 'the request is over'
  if (request.state === 'granted' && grant === undefined) return 'nothing was granted'
  if (grant !== undefined && request.state === 'granted') {
    if (grant.voidedAt !== null || grant.expiresAt <= now) return 'the grant is over'
    if (
      grant.usedAt !== null &&
      !grant.uses.some(
        ({ token, key, run }) =>
          token === call.caller.token &&
          ((key !== null && key === call.idempotencyKey) || (run !== null && run === call.run)),
      )
    )
      return 'the grant was used'
  }
  const level = levelOf(status)
  if (call.caller.automatic && level !== null && level !== 'HEALTHY') return 'it must be started by hand'

  const people = directoryIsDown
    ? []
    : [...moment.clicked]
        .filter((userId) => userId !== request.requestedBy)
        .map((userId) => withHandedOn(rolesOf(userId, moment.people), request.escalations.length))
  const overrules =
    request.way === 'override' &&
    !directoryIsDown &&
    rolesOf(request.requestedBy, moment.people).has('vp-engineering')
  if (overrules) return null
  const met = new Set([...request.answers.keys(), ...call.confirmed])
  const isUnknown =
    level === null || status?.knownAt === null || now - (status?.knownAt ?? 0) > 15 * MINUTE_MS
  const levels = [level, ...(heldLevel(grant, level) ?? [])]
  const suffices = levels.some((at) => {
    const demand = demandAt(at, request) ?? exceptionAt(at, request)
    if (demand === null) return false
    const seats = isUnknown
      ? [...demand.seats.filter(({ role }) => role !== 'sre'), { role: 'sre', count: 1 }]
      : demand.seats
    return demand.requires.every((name) => met.has(name)) && canSit(chairsOf(seats), people)
  })
  return suffices ? null : `neither the seats nor the requirements of ${levels.join(' or ')} are met`
}

const levelOf = (status: Status | undefined): LevelName | null =>
  LEVELS.find((name) => name === status?.level) ?? null

/** The level of a grant, where today's is the same or better. */
function heldLevel(grant: Grant | undefined, today: LevelName | null): LevelName[] | null {
  const given = LEVELS.find((name) => name === grant?.level)
  if (given === undefined || today === null || LEVELS.indexOf(today) > LEVELS.indexOf(given)) return null
  return [given]
}

interface Demand {
  readonly seats: readonly Seat[]
  readonly requires: readonly string[]
}

/** What the table asks; null where it blocks. A raised risk takes the stricter of the row and its class. */
function demandAt(level: LevelName | null, { change, risk }: DeployRequest): Demand | null {
  if (level === null) return { seats: [{ role: 'sre', count: 1 }], requires: [] }
  const own = cells.find((cell) => cell.change === change && cell.level === level)
  const example = { low: 'configuration', medium: 'performance', high: 'architecture' }[risk]
  const byRisk = cells.find((cell) => cell.change === example && cell.level === level)
  const row = allowanceOf(own?.cell ?? 'block')
  const classed = own?.risk === risk ? row : allowanceOf(byRisk?.cell ?? 'block')
  if (row === null || classed === null) return null
  const roles = new Set([...row.seats, ...classed.seats].map(({ role }) => role))
  const countIn = (seats: readonly Seat[], role: string): number =>
    seats.find((seat) => seat.role === role)?.count ?? 0
  const seats = [...roles].map((role) => ({
    role,
    count: Math.max(countIn(row.seats, role), countIn(classed.seats, role)),
  }))
  return { seats, requires: [...REQUIRED[level], ...row.requires] }
}

/** What the policy asks for an exception to a change that it blocks; null when the request is none. */
function exceptionAt(level: LevelName | null, { way }: DeployRequest): Demand | null {
  if (way !== 'exception') return null
  if (level === 'CRITICAL')
    return {
      seats: [
        { role: 'sre', count: 1 },
        { role: 'engineering-manager', count: 1 },
      ],
      requires: REQUIRED[level],
    }
  if (level === 'EMERGENCY')
    return {
      seats: [
        { role: 'vp-engineering', count: 1 },
        { role: 'senior-engineer', count: 2 },
      ],
      requires: REQUIRED[level],
    }
  return null
}

/** A request that was handed on lets SRE sit for the service owner, and the VP for SRE, the manager and in the end the owner. */
function withHandedOn(roles: ReadonlySet<string>, times: number): ReadonlySet<string> {
  if (times === 0) return roles
  const sits = new Set(roles)
  if (roles.has('sre')) sits.add('service-owner')
  if (roles.has('vp-engineering')) for (const role of ['sre', 'engineering-manager']) sits.add(role)
  if (roles.has('vp-engineering') && times > 1) sits.add('service-owner')
  return sits
}

const chairsOf = (seats: readonly Seat[]): string[] =>
  seats.flatMap(({ role, count }) => Array.from({ length: count }, () => role))

/** Whether distinct people can take every chair, by trying everything. */
function canSit([chair, ...others]: readonly string[], people: readonly ReadonlySet<string>[]): boolean {
  if (chair === undefined) return true
  return people.some((roles, index) => roles.has(chair) && canSit(others, people.toSpliced(index, 1)))
}

function rolesOf(userId: string, people: Moment['people']): ReadonlySet<string> {
  const person = people.get(userId)
  if (person === undefined || (person.barred ?? '') !== '') return new Set()
  const own: Readonly<Record<string, readonly string[]>> = {
    [INES]: ['sre'],
    [MEI]: ['engineering-manager'],
    [VICTOR]: ['vp-engineering'],
    [CLEO]: ['vp-engineering'],
  }
  const byGroup: Readonly<Record<string, string>> = {
    [GROUP.owners]: 'service-owner',
    [GROUP.seniors]: 'senior-engineer',
    [GROUP.sre]: 'sre',
  }
  return new Set([...(own[userId] ?? []), ...(person.groups ?? []).flatMap((group) => byGroup[group] ?? [])])
}

/** Budgets that fall into each level, and one on each bound. */
export const BUDGETS: readonly number[] = [...Object.values(REMAINING), 0.5, 0.3, 0.1, -0.5]
