import type { Enforcement } from '../kernel/enforcement.ts'
import { type Catalog, governed } from './catalog.ts'
import type { EndedShadow, ShadowScope } from './ended-shadow.ts'
import { levelNamed, type Policy } from './policy.ts'

/** Whether the rules bind a service at a level, and the line of the configuration that says so. */
export interface EnforcementAt {
  readonly enforcement: Enforcement
  /** `policies/zones.yaml levels.RED.enforcement`; null where nothing is written, and the rules bind. */
  readonly line: string | null
}

interface Line {
  readonly line: string
  readonly enforcement: Enforcement | undefined
}

const policyLine = ({ name, enforcement }: Policy): Line => ({
  line: `policies/${name}.yaml enforcement`,
  enforcement,
})

const levelLine = (policy: Policy, level: string): Line => ({
  line: `policies/${policy.name}.yaml levels.${level}.enforcement`,
  enforcement: levelNamed(policy, level)?.enforcement,
})

const serviceLine = ({
  name,
  enforcement,
}: {
  readonly name: string
  readonly enforcement?: Enforcement
}): Line => ({ line: `services[${name}].enforcement`, enforcement })

/** The most particular line counts: the level's before the service's before the policy's. Unknown services are enforced. */
export function enforcementAt(catalog: Catalog, serviceName: string, level: string): EnforcementAt {
  const found = governed(catalog, serviceName)
  if (found === undefined) return { enforcement: 'enforce', line: null }
  const { service, policy } = found
  for (const { line, enforcement } of [levelLine(policy, level), serviceLine(service), policyLine(policy)]) {
    if (enforcement === undefined) continue
    const isLifted = liftedFor(catalog, service.name, policy.name).has(line)
    return { enforcement: isLifted ? 'enforce' : enforcement, line }
  }
  return { enforcement: 'enforce', line: null }
}

export const isInShadow = (catalog: Catalog, service: string, level: string): boolean =>
  enforcementAt(catalog, service, level).enforcement === 'shadow'

/** The lines that keep a service, or a policy, in shadow now: those that ending its shadow lifts. */
export function shadowLines(catalog: Catalog, { kind, name }: ShadowScope): readonly string[] {
  const service = kind === 'service' ? catalog.services.get(name) : undefined
  const policy = catalog.policies.get(service?.policy ?? name)
  if (policy === undefined || (kind === 'service' && service === undefined)) return []
  const ofLevels = policy.levels.map((level) => levelLine(policy, level.name))
  const ofAll = service?.enforcement === undefined ? policyLine(policy) : serviceLine(service)
  const lifted = liftedFor(catalog, service?.name ?? null, policy.name)
  return [...ofLevels, ofAll]
    .filter(({ line, enforcement }) => enforcement === 'shadow' && !lifted.has(line))
    .map(({ line }) => line)
}

/** Whether shadow is spoken of at all: otherwise nothing needs to be looked up for it. */
export const knowsShadow = ({ services, policies, endedShadows = [] }: Catalog): boolean =>
  endedShadows.length > 0 ||
  [...services.values()].some(({ enforcement }) => enforcement === 'shadow') ||
  [...policies.values()].some(
    ({ enforcement, levels }) =>
      enforcement === 'shadow' || levels.some((level) => level.enforcement === 'shadow'),
  )

/** Whether a service is in shadow at some level. */
export const hasShadow = (catalog: Catalog, service: string): boolean =>
  shadowLines(catalog, { kind: 'service', name: service }).length > 0

/** The record after an edit: a line that no longer says `shadow` is lifted no more, so that a later one counts. */
export function withoutRewrittenLines(
  ended: readonly EndedShadow[],
  catalog: Catalog,
): readonly EndedShadow[] {
  const written = new Map(
    [
      ...[...catalog.services.values()].map(serviceLine),
      ...[...catalog.policies.values()].flatMap((policy) => [
        policyLine(policy),
        ...policy.levels.map(({ name }) => levelLine(policy, name)),
      ]),
    ].map(({ line, enforcement }) => [line, enforcement]),
  )
  // What is gone for a while, such as a discovered service, has said nothing new.
  const stands = (line: string): boolean => !written.has(line) || written.get(line) === 'shadow'
  return ended.map((one) => ({ ...one, lines: one.lines.filter(stands) }))
}

function liftedFor(
  { endedShadows = [] }: Catalog,
  service: string | null,
  policy: string,
): ReadonlySet<string> {
  const bearing = endedShadows.filter(({ scope: { kind, name } }) =>
    kind === 'policy' ? name === policy : name === service,
  )
  return new Set(bearing.flatMap(({ lines }) => lines))
}
