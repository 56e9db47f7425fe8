import { expect, test } from 'vitest'
import { askGate } from '../../src/core/gate/ask-gate.ts'
import { approve } from '../../src/core/requests/click.ts'
import type { RoleBook } from '../../src/core/people/role-book.ts'
import type { GateAnswer, GateCall } from '../../src/core/requests/outcome.ts'
import { parsePolicy } from '../../src/config/policies/policy-reader.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { DANA, GROUP, MEI, OMAR, SOFIA } from '../support/people.ts'
import { CALL, GATEWAY, Platform, service } from '../support/platform.ts'

/** A policy that shares no level, change type, role or requirement with any that ships. No line of code knows it. */
const HARBOUR = `
title: Rules of the harbour
version: '7'
time_zone: Europe/Lisbon
recover_after: 5m
risks:
  shallow: { title: Shallow water }
  deep: { title: Deep water, minimum: { remaining: { above: 60 } } }
change_types:
  cargo: { title: Cargo, risk: shallow }
  dredging: { title: Dredging, risk: deep }
  lifeboat: { title: Lifeboat, risk: shallow, exempt: true }
requirements:
  tide-table: { title: Tide table read, kind: confirm }
  course: { title: Course plotted, hint: From where to where?, kind: text }
levels:
  CALM:
    title: Calm sea
    emoji: ⛵
    otherwise: approve
  SWELL:
    title: Heavy swell
    emoji: 🌊
    when: { remaining: { below: 60 } }
    requires: [tide-table]
    changes:
      cargo: { approvals: { pilot: 2, harbour-master: 1 }, require: [course] }
    otherwise: block
  STORM:
    title: Storm
    emoji: 🌀
    when: { remaining: { below: 5 } }
    freeze: true
    otherwise: block
`

function harbour(): Policy {
  const parsed = parsePolicy(HARBOUR, '/policies/harbour.yaml')
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  return parsed.policy
}

const role = (title: string, users: readonly string[], groups: readonly string[] = []) => ({
  title,
  users,
  groups,
  implies: [],
})
const CREW: RoleBook = {
  roles: new Map([
    ['pilot', role('Pilot', [], [GROUP.seniors, GROUP.owners])],
    ['harbour-master', role('Harbour master', [MEI])],
  ]),
  owners: new Map(),
}

/** The gate with the crew's roles. */
const gateAs = async (platform: Platform, call: Partial<GateCall>): Promise<GateAnswer> => {
  const [outcome] = await askGate({ ...platform.deps, roleBook: () => CREW }, [{ ...CALL, ...call }])
  if (outcome?.kind !== 'answered') throw new Error(JSON.stringify(outcome))
  return outcome.answer
}

test('a policy of nothing but YAML works from poll to gate: level, announcement, request, approvals, gate, recovery', async () => {
  const policy = harbour()
  const platform = await Platform.open([{ ...service(GATEWAY), policy: policy.name }], policy)
  const deps = { ...platform.deps, roleBook: () => CREW }
  const call = { change: 'cargo', revision: 'v9' }

  platform.source.set(GATEWAY, 0.9)
  await platform.poll()
  expect(await platform.gate(call)).toMatchObject({ allowed: true, level: 'CALM', reasons: ['allowed'] })

  platform.source.set(GATEWAY, 0.4)
  await platform.poll()
  expect((await platform.owed()).map(({ content }) => content)).toContainEqual(
    expect.objectContaining({
      kind: 'level-announcement',
      level: 'SWELL',
      levelTitle: 'Heavy swell',
      emoji: '🌊',
    }),
  )
  expect(await platform.gate(call)).toMatchObject({
    allowed: false,
    decision: 'needs-approval',
    rule: 'levels.SWELL.changes.cargo',
    seats: [
      { role: 'pilot', count: 2, filledBy: [] },
      { role: 'harbour-master', count: 1, filledBy: [] },
    ],
    requires: ['tide-table', 'course'],
  })
  expect(await platform.gate({ ...call, change: 'dredging' })).toMatchObject({ decision: 'blocked' })

  const answers = new Map([
    ['tide-table', 'yes'],
    ['course', 'out and back'],
  ])
  const opened = await platform.request({ ...call, answers, requestedBy: DANA })
  const id = opened.kind === 'opened' ? opened.request.id : ''
  expect(await approve(deps, id, DANA)).toMatchObject({ kind: 'refused' })
  for (const pilot of [OMAR, SOFIA])
    expect(await approve(deps, id, pilot)).toMatchObject({ kind: 'recorded', grant: null })
  expect(await approve(deps, id, MEI)).toMatchObject({ kind: 'recorded', grant: { level: 'SWELL' } })

  platform.source.set(GATEWAY, 0.01)
  await platform.poll()
  expect(await gateAs(platform, call)).toMatchObject({ allowed: false, level: 'STORM', decision: 'blocked' })
  await platform.settle(0.4)
  expect(await gateAs(platform, call)).toMatchObject({ allowed: true, level: 'SWELL', requestId: id })
  expect(await gateAs(platform, call)).toMatchObject({ allowed: false, reasons: ['grant_used'] })
  await platform.close()
})
