import type { AuditKind } from '../../core/kernel/audit/audit-entry.ts'
import { type RoleBook, rolesOf, SERVICE_OWNER } from '../../core/people/role-book.ts'
import { pagersFor } from '../../core/paging/pager.ts'
import { filledSeats } from '../../core/policy/seats.ts'
import { rolesNamed, seatsAsked } from '../policies/policy-problems.ts'
import type { PolicyYaml } from '../policies/policy-shape.ts'
import { namesIn, unknownName, unknownNames } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { pagerSettings } from './pagers-reader.ts'
import type { SettingsYaml } from './settings-shape.ts'

export interface PolicyInUse {
  readonly name: string
  readonly file: YamlFile
  readonly policy: Partial<PolicyYaml>
  /** Names of the services under it. None: only the names of its roles are looked at, as warnings. */
  readonly services: readonly string[]
}

/** Roles of a policy without people, and seats that the named people cannot fill together. */
export function roleProblems(
  settings: YamlFile,
  book: RoleBook,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const known = [...settings.at('roles').keys, SERVICE_OWNER]
  return [
    ...policies.flatMap((policy) => unknownRoles(policy, known)),
    ...nobodyProblems(settings, book, policies),
    ...policies.flatMap((policy) => tooFewPeople(policy, book)),
  ]
}

function unknownRoles({ file, policy, services }: PolicyInUse, known: readonly string[]): readonly Problem[] {
  const severity = services.length > 0 ? 'error' : 'warning'
  return [
    ...seatsAsked(policy).flatMap(({ path, approvals }) =>
      Object.keys(approvals).flatMap((role) =>
        unknownName(file.at(...path, role), 'role', role, known, severity),
      ),
    ),
    ...rolesNamed(policy).flatMap(({ path, role }) =>
      unknownName(file.at(...path), 'role', role, known, 'warning'),
    ),
  ]
}

function nobodyProblems(
  settings: YamlFile,
  book: RoleBook,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  return [...book.roles.keys()]
    .filter((role) => !settings.at('on_call').keys.includes(role))
    .filter((role) => holdersOf(book, role).length === 0 && !namesSomebody(settings.valueOf(['roles', role])))
    .map((role) => {
      const asking = policies
        .filter(
          ({ services, policy }) =>
            services.length > 0 &&
            (seatsAsked(policy).some(({ approvals }) => Object.hasOwn(approvals, role)) ||
              rolesNamed(policy).some((named) => named.role === role)),
        )
        .map(({ name }) => name)
      return asking.length === 0
        ? settings.problem(['roles', role], 'nobody fills this role; name users or groups', 'warning')
        : settings.problem(
            ['roles', role],
            `nobody fills this role, which ${asking.join(', ')} asks for; name users or groups`,
          )
    })
}

/** Whether somebody is named, even in a way that is a problem of its own. */
const namesSomebody = (role: unknown): boolean =>
  typeof role === 'object' &&
  role !== null &&
  Object.entries(role).some(
    ([key, list]) => /^(users|groups)$/.test(key) && Array.isArray(list) && list.length > 0,
  )

/** Every configured role whose holders hold this one too, this one included; only those that name somebody. */
function holdersOf(book: RoleBook, role: string): readonly string[] {
  return [...book.roles]
    .filter(([, { groups, users }]) => groups.length + users.length > 0)
    .map(([name]) => name)
    .filter((name) => reaches(book, name, role, new Set()))
}

function reaches(book: RoleBook, from: string, to: string, seen: Set<string>): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return (book.roles.get(from)?.implies ?? []).some((implied) => reaches(book, implied, to, seen))
}

/**
 * One person fills one seat. The members of user groups are not known here, so only seats whose people are all named by
 * id are checked.
 */
function tooFewPeople({ file, policy, services }: PolicyInUse, book: RoleBook): readonly Problem[] {
  const told = new Set<string>()
  return seatsAsked(policy).flatMap(({ path, approvals }) =>
    services.flatMap((service) => {
      const seats = Object.entries(approvals)
        .map(([role, count]) => ({ role, count }))
        .filter(({ role }) => namedById(book, service, role))
      const needed = seats.reduce((sum, { count }) => sum + count, 0)
      const people = peopleFor(book, service)
      const filled = filledSeats(seats, people).reduce((sum, { filledBy }) => sum + filledBy.length, 0)
      const ownersMatter = seats.some(({ role }) => role === SERVICE_OWNER)
      const message =
        `${seats.map(({ role, count }) => `${count} × ${role}`).join(' + ')} needs ${needed} different people` +
        `${ownersMatter ? ` for ${service}` : ''}, and those named can fill only ${filled} of the seats`
      if (filled >= needed || told.has(message)) return []
      told.add(message)
      return [file.problem(path, message, 'warning')]
    }),
  )
}

/** Unknown roles and roles without people are problems of their own. */
function namedById(book: RoleBook, service: string, role: string): boolean {
  if (role === SERVICE_OWNER) return book.owners.get(service)?.groups.length === 0
  const holders = holdersOf(book, role)
  return holders.length > 0 && holders.every((name) => book.roles.get(name)?.groups.length === 0)
}

function peopleFor(book: RoleBook, service: string): Parameters<typeof filledSeats>[1] {
  const ids = new Set(
    [...book.roles.values(), book.owners.get(service)].flatMap((holders) => holders?.users ?? []),
  )
  return [...ids].map((userId) => ({
    userId,
    roles: rolesOf({ known: true, userId, name: '', barred: '', groups: new Set() }, service, book),
  }))
}

/** Tokens that may claim change types which no policy has, or which are no exemption. */
export function claimProblems(
  settings: YamlFile,
  { gate }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const types = policies.flatMap(({ policy }) => Object.entries(policy.change_types ?? {}))
  const known = [...new Set(policies.flatMap(({ file }) => file.at('change_types').keys))]
  return (gate?.tokens ?? []).flatMap(({ may_claim = [] }, token) =>
    may_claim.flatMap((change, index) => {
      const place = settings.at('gate', 'tokens', token, 'may_claim', index)
      if (!known.includes(change)) return unknownName(place, 'change type', change, known)
      const exempt = types.some(([name, { exempt }]) => name === change && exempt === true)
      const message = `${change} is exempt under no policy, so there is nothing to claim`
      return exempt ? [] : [place.problem(message, 'warning')]
    }),
  )
}

/** The event that receivers get of a notice for machines. */
const NOTICE: AuditKind = 'notice_for_machines'

/** Receivers that a notice of the policy names, and that are not there, or take no such event. */
export function receiverProblems(
  { webhooks = [] }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const known = webhooks.map(({ name }) => name)
  return policies
    .filter(({ services }) => services.length > 0)
    .flatMap(({ file, policy }) =>
      (policy.notices ?? []).flatMap(({ name, webhook }) => {
        if (typeof webhook !== 'string') return []
        const index = namesIn(file.at('notices').value).indexOf(name)
        const place = file.at('notices', Math.max(index, 0), 'webhook')
        const receiver = webhooks.find((one) => one.name === webhook)
        if (receiver === undefined) return unknownName(place, 'receiver of events', webhook, known, 'warning')
        return (receiver.events?.includes(NOTICE) ?? true)
          ? []
          : [place.problem(`${webhook} under webhooks in budgeteer.yaml takes no ${NOTICE}`, 'warning')]
      }),
    )
}

/** The event that receivers get when a level begins. */
const LEVEL_BEGINS: AuditKind = 'transition'

/** Ways to notify people of a level that have no receiver: Budgeteer itself sends direct messages and mail. */
export function notificationProblems(
  { webhooks = [], pagers = [] }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const receivers = webhooks.filter(({ events }) => events?.includes(LEVEL_BEGINS) ?? true)
  const calling = pagerSettings(pagers)

  return policies
    .filter(({ services }) => services.length > 0)
    .flatMap(({ file, policy, services }) =>
      Object.entries(policy.levels ?? {}).flatMap(([level, { notify }]) =>
        (notify?.by ?? []).flatMap((way, index): readonly Problem[] => {
          const place = file.at('levels', level, 'notify', 'by', index)
          if (way === 'webhook' && receivers.length === 0)
            return [place.problem(`nobody is told by webhook: ${NO_RECEIVER}`, 'warning')]
          if (way !== 'pager') return []
          const cause = { kind: 'level', level } as const
          const alone = services.filter((service) => pagersFor(calling, service, cause).length === 0)
          if (alone.length === 0) return []
          const whom = pagers.length === 0 ? '' : ` for ${alone.slice(0, 3).join(', ')}`
          const message = `pages nobody${whom}: no pager under pagers in budgeteer.yaml calls for ${level}${whom === '' ? '' : ' there'}`
          return [place.problem(message, 'warning')]
        }),
      ),
    )
}

const NO_RECEIVER = `no receiver under webhooks in budgeteer.yaml takes ${LEVEL_BEGINS}`

/** Names in `pagers` that nothing has. Services may be discovered later, and are not looked for. */
export function pagerProblems(
  settings: YamlFile,
  { pagers = [] }: Partial<SettingsYaml>,
  policies: readonly PolicyInUse[],
): readonly Problem[] {
  const known = [...new Set(policies.flatMap(({ file }) => file.at('levels').keys))]
  const said = [...new Set(policies.flatMap(({ policy }) => (policy.notices ?? []).map(({ name }) => name)))]
  return pagers.flatMap(({ levels, notices }, pager) => [
    ...unknownNames(settings.at('pagers', pager, 'levels'), 'level', levels, known),
    ...unknownNames(settings.at('pagers', pager, 'notices'), 'notice', notices, said),
  ])
}
