import { expect, test } from 'vitest'
import type { Enforcement } from '../../../src/core/kernel/enforcement.ts'
import type { Catalog } from '../../../src/core/policy/catalog.ts'
import type { EndedShadow, ShadowScope } from '../../../src/core/policy/ended-shadow.ts'
import {
  enforcementAt,
  hasShadow,
  shadowLines,
  withoutRewrittenLines,
} from '../../../src/core/policy/enforcement.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

interface Written {
  readonly policy?: Enforcement
  readonly service?: Enforcement
  readonly critical?: Enforcement
  readonly ended?: readonly EndedShadow[]
}

const SERVICE_LINE = 'services[shop].enforcement'
const POLICY_LINE = `policies/${shippedPolicy.name}.yaml enforcement`
const CRITICAL_LINE = `policies/${shippedPolicy.name}.yaml levels.CRITICAL.enforcement`

const written = ({ policy, service, critical, ended = [] }: Written): Catalog => ({
  services: new Map([
    [
      'shop',
      {
        name: 'shop',
        title: 'Shop',
        policy: shippedPolicy.name,
        slos: [],
        ...(service && { enforcement: service }),
      },
    ],
  ]),
  policies: new Map([
    [
      shippedPolicy.name,
      {
        ...shippedPolicy,
        ...(policy && { enforcement: policy }),
        levels: shippedPolicy.levels.map((level) =>
          level.name === 'CRITICAL' && critical ? { ...level, enforcement: critical } : level,
        ),
      },
    ],
  ]),
  endedShadows: ended,
})

const ended = (scope: ShadowScope['kind'], ...lines: readonly string[]): EndedShadow => ({
  scope: { kind: scope, name: scope === 'service' ? 'shop' : shippedPolicy.name },
  lines,
  by: 'U0SRE',
  at: 0,
})

const WORDS: readonly (Written & {
  readonly says: string
  readonly healthy: Enforcement
  readonly atCritical: Enforcement
})[] = [
  { says: 'nothing written enforces', healthy: 'enforce', atCritical: 'enforce' },
  { says: 'a policy is in shadow at every level', policy: 'shadow', healthy: 'shadow', atCritical: 'shadow' },
  {
    says: 'a service is exempt from its policy in shadow',
    policy: 'shadow',
    service: 'enforce',
    healthy: 'enforce',
    atCritical: 'enforce',
  },
  {
    says: 'a service is in shadow under a policy that binds',
    service: 'shadow',
    healthy: 'shadow',
    atCritical: 'shadow',
  },
  {
    says: 'a level binds a service in shadow',
    service: 'shadow',
    critical: 'enforce',
    healthy: 'shadow',
    atCritical: 'enforce',
  },
  {
    says: 'a level is in shadow for a service that says enforce',
    service: 'enforce',
    critical: 'shadow',
    healthy: 'enforce',
    atCritical: 'shadow',
  },
  {
    says: 'shadow of the policy was ended for the service',
    policy: 'shadow',
    ended: [ended('service', POLICY_LINE)],
    healthy: 'enforce',
    atCritical: 'enforce',
  },
  {
    says: 'shadow was ended before a level was written that is in shadow',
    policy: 'shadow',
    critical: 'shadow',
    ended: [ended('policy', POLICY_LINE)],
    healthy: 'enforce',
    atCritical: 'shadow',
  },
  {
    says: 'ending the shadow of a policy leaves what a service says of itself',
    policy: 'shadow',
    service: 'shadow',
    ended: [ended('policy', POLICY_LINE)],
    healthy: 'shadow',
    atCritical: 'shadow',
  },
]

test.each(WORDS)('$says', ({ healthy, atCritical, ...words }) => {
  const catalog = written(words)
  expect(enforcementAt(catalog, 'shop', 'HEALTHY').enforcement).toBe(healthy)
  expect(enforcementAt(catalog, 'shop', 'CRITICAL').enforcement).toBe(atCritical)
  expect(hasShadow(catalog, 'shop')).toBe([healthy, atCritical].includes('shadow'))
})

test('the line that decides is named, the most particular first', () => {
  const line = (words: Written) => enforcementAt(written(words), 'shop', 'CRITICAL').line
  expect(line({})).toBeNull()
  expect(line({ policy: 'shadow' })).toBe(POLICY_LINE)
  expect(line({ policy: 'shadow', service: 'shadow' })).toBe(SERVICE_LINE)
  expect(line({ policy: 'shadow', service: 'shadow', critical: 'shadow' })).toBe(CRITICAL_LINE)
})

test('ending shadow lifts every line that keeps the service in it', () => {
  const words: Written = { policy: 'shadow', critical: 'shadow' }
  const lines = shadowLines(written(words), { kind: 'service', name: 'shop' })
  expect(lines).toEqual([CRITICAL_LINE, POLICY_LINE])
  const after = written({ ...words, ended: [ended('service', ...lines)] })
  expect(hasShadow(after, 'shop')).toBe(false)
  expect(shadowLines(after, { kind: 'service', name: 'shop' })).toEqual([])
  expect(shadowLines(after, { kind: 'policy', name: shippedPolicy.name })).toEqual(lines)
})

test('a service or policy that nobody knows has no shadow to end, and is enforced', () => {
  const catalog = written({ policy: 'shadow' })
  expect(shadowLines(catalog, { kind: 'service', name: 'nowhere' })).toEqual([])
  expect(shadowLines(catalog, { kind: 'policy', name: 'nowhere' })).toEqual([])
  expect(enforcementAt(catalog, 'nowhere', 'HEALTHY')).toEqual({ enforcement: 'enforce', line: null })
})

test('a line that was taken out and written again counts as a new word', () => {
  const record = [ended('service', POLICY_LINE)]
  expect(withoutRewrittenLines(record, written({ policy: 'shadow' }))).toEqual(record)
  const afterTakenOut = withoutRewrittenLines(record, written({}))
  expect(afterTakenOut[0]?.lines).toEqual([])
  const again = written({ policy: 'shadow', ended: afterTakenOut })
  expect(enforcementAt(again, 'shop', 'HEALTHY').enforcement).toBe('shadow')
})

test('a service that is gone for a while has said nothing new', () => {
  const record = [ended('service', SERVICE_LINE)]
  const without = { ...written({ service: 'shadow' }), services: new Map() }
  expect(withoutRewrittenLines(record, without)).toEqual(record)
})
