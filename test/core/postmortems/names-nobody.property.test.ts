import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AUDIT_KINDS, type Json } from '../../../src/core/kernel/audit/audit-entry.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { draftJson } from '../../../src/core/postmortems/draft-json.ts'
import { draftMarkdown } from '../../../src/core/postmortems/draft-markdown.ts'
import { draftPostmortem } from '../../../src/core/postmortems/draft-postmortem.ts'
import type { DeployRequest } from '../../../src/core/requests/deploy-request.ts'
import { anIncident } from '../../support/an-incident.ts'
import { draftWorldOf } from '../../support/an-outage.ts'
import { Platform, service } from '../../support/platform.ts'

const PEOPLE = [
  { id: 'U0ZQ41XY', name: 'Zoë Quistberg', mail: 'zoe.q@example.com' },
  { id: 'U7OWEN99', name: "Fitz O'Wenlock", mail: 'fitz+oncall@mail.example' },
  { id: 'WABCDEFGH', name: 'Bartholomew', mail: 'b@example.org' },
  { id: 'U0JIEZHU', name: 'jiezhu (backend)', mail: 'jz@x.example' },
] as const

/** What entries of these kinds hold is for the walk along the log, and must be right for it. */
const OF_THE_LOG = new Set<string>(['audit_key', 'audit_sealed', 'audit_anchor', 'audit_broken'])
const OF_PEOPLE = AUDIT_KINDS.filter((kind) => !OF_THE_LOG.has(kind))

const person = fc.constantFrom(...PEOPLE)
/** Somebody as people, pipelines and Slack write them. */
const named = fc
  .tuple(person, fc.nat({ max: 9 }))
  .map(
    ([{ id, name, mail }, how]) =>
      [
        id,
        `<@${id}>`,
        `<@${id}|${name}>`,
        `@${name.split(' ')[0] ?? ''}`,
        mail,
        `<mailto:${mail}|${mail}>`,
        name,
        name.toUpperCase(),
        name.normalize('NFD'),
        `${name.split(' ').at(-1) ?? ''}/fix`,
      ][how] ?? id,
  )
const text = fc
  .array(fc.oneof(named, fc.constantFrom('deploy by', 'broke', '\n', 'of', '<!channel>', '503s', '|', '`')), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(' '))

/** The facts that entries of the audit log have, each filled with people. */
const KEYS = [
  'from to slo change revision environment stage window event name severity reason text why content',
  'decision because evidence incidentCommander warRoom summary declaredBy owner request',
]
  .join(' ')
  .split(' ')
const data = (incident: string): fc.Arbitrary<{ readonly [key: string]: Json }> =>
  fc
    .record({
      facts: fc.tuple(...KEYS.map(() => text)),
      seat: text,
      filledBy: person,
      isOfIncident: fc.boolean(),
    })
    .map(({ facts, seat, filledBy, isOfIncident }) => ({
      ...Object.fromEntries(KEYS.map((key, index) => [key, facts[index] ?? ''])),
      remaining: 0.4,
      seats: [{ role: seat, count: 1, filledBy: [filledBy.id] }],
      roles: [seat],
      ...(isOfIncident && { incident }),
    }))

let platform: Platform
let asked: DeployRequest
let runs = 0
beforeAll(async () => {
  platform = await Platform.open([service('known'), service('inference-gateway')])
  await platform.settle(0.9)
  asked = await platform.requestNow(await platform.opened())
})
afterAll(() => platform.close())

const world = fc.record({
  what: text,
  isConfigured: fc.boolean(),
  isOver: fc.boolean(),
  isDetected: fc.boolean(),
  summary: text,
  enteredBy: person,
  beside: text,
  items: fc.array(text, { maxLength: 3 }),
  entries: fc.array(
    fc.record({
      kind: fc.constantFrom(...OF_PEOPLE),
      minutes: fc.integer({ min: -400, max: 100 }),
      actor: person,
      data: data('i'),
    }),
    { maxLength: 40 },
  ),
})

test('whatever people wrote and did around an incident, its draft names none of them', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ what, isConfigured, isOver, isDetected, ...given }) => {
      runs += 1
      const name = `s-${runs}`
      const id = `i-${runs}`
      platform.services = isConfigured ? [service(name)] : []
      const startedAt = platform.clock.now() - 2 * HOUR_MS
      const { incidents, audit, requests, actions } = platform.store
      const incident = anIncident({
        id,
        service: name,
        what,
        startedAt,
        endedAt: isOver ? startedAt + HOUR_MS : null,
        enteredBy: isDetected ? 'alertmanager' : given.enteredBy.id,
        closedBy: isOver ? given.enteredBy.id : null,
        slo: 'availability',
        detection: isDetected
          ? {
              source: 'alertmanager',
              fingerprint: name,
              severity: given.summary,
              summary: given.summary,
              url: null,
              aboutSlo: null,
              asksFreeze: false,
              toldIn: null,
            }
          : null,
      })
      await incidents.save(incident)
      await incidents.save({ ...incident, id: `${id}-beside`, what: given.beside })
      await requests.save([
        {
          ...asked,
          id: `r-${runs}`,
          service: name,
          requestedBy: PEOPLE[0].id,
          approvals: PEOPLE.map((one) => ({ userId: one.id, name: one.name, at: startedAt, roles: ['sre'] })),
        },
      ])
      await actions.save(
        given.items.map((item, index) => ({
          id: `a-${runs}-${index}`,
          service: name,
          level: 'HEALTHY',
          incident: { id, what },
          name: item,
          text: item,
          owner: 'service-owner',
          escalateTo: null,
          assignee: { userId: PEOPLE[1].id, name: PEOPLE[1].name },
          startedAt,
          dueAt: startedAt + HOUR_MS,
          levelSince: startedAt,
          repeatsMs: null,
          insistMs: null,
          proof: null,
          state: 'open',
          closedAt: null,
          closedBy: null,
          evidence: null,
          remindedAt: null,
          overdueAt: null,
          escalatedAt: null,
          subject: `action-items/${id}`,
          thread: `incident/${id}`,
        })),
      )
      await audit.append(
        given.entries.map(({ kind, minutes, actor, data: facts }) => ({
          at: startedAt + minutes * MINUTE_MS,
          kind,
          actor: actor.id,
          service: name,
          data: 'incident' in facts ? { ...facts, incident: id } : facts,
        })),
      )

      const draft = await draftPostmortem(draftWorldOf(platform), id)
      expect(draft?.incident.id).toBe(id)
      const said = draft === undefined ? '' : draftMarkdown(draft, null) + JSON.stringify(draftJson(draft))
      expect(said).not.toContain('@')
      for (const { id: userId, name: called, mail } of PEOPLE) {
        const parts = called.split(/[^\p{L}]+/u).filter((part) => part.length > 2 && part !== 'backend')
        for (const trace of [userId, mail, called, ...parts])
          expect(said.toLowerCase()).not.toContain(trace.toLowerCase())
      }
    }),
    { numRuns: 60 },
  )
})
