import { afterEach, beforeEach, expect, test } from 'vitest'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { recognised } from '../../../src/adapters/templates/known-facts.ts'
import { burnRules } from '../../../src/core/budgets/burn-tables.ts'
import type { LinkTemplate } from '../../../src/core/budgets/slo.ts'
import { declareCorrectness } from '../../../src/core/freezes/correctness.ts'
import { declareFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { incidentMessage } from '../../../src/core/incidents/tell-incident.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { USUAL_BURN_ALERTS } from '../../../src/core/burn-alerts/settings.ts'
import { renderer } from '../../adapters/templates/shipped.ts'
import { anIncident } from '../../support/an-incident.ts'
import { TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const RUNBOOK = 'https://wiki.example.com/inference-gateway'
const SLO_BOARD = 'https://grafana.example.com/d/slo?var-slo=availability'
const links: readonly LinkTemplate[] = [
  { name: 'runbook', url: 'https://wiki.example.com/{service}' },
  { name: 'dashboard', url: 'https://grafana.example.com/d/slo?var-slo={slo}' },
]

/** A service with links, of which one needs an SLO. */
const linked = {
  ...service(GATEWAY),
  links,
  slos: service(GATEWAY).slos.map((slo) => ({ ...slo, burnRules: burnRules('workbook', slo.window) })),
}

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([linked, service('feature-store')])
  platform.source.set('feature-store', 0.8)
})
afterEach(() => platform.close())

const urlsOf = (links: unknown): readonly string[] =>
  Array.isArray(links) ? links.map((link: { url: string }) => link.url) : []

const told = async (kind: string) =>
  (await platform.owed()).filter(({ content }) => content.kind === kind).map(({ content }) => content)

test('a burn alert says where to look, right below its first line', async () => {
  platform.source.set(GATEWAY, 0.8)
  const rates = [5 / 60, 0.5, 1, 2, 6, 24, 72].map((hours) => [Math.round(hours * HOUR_MS), 20] as const)
  platform.source.burnRates.set(`${GATEWAY}/availability`, new Map(rates))
  await poll({ ...platform.deps, burnAlerts: { ...USUAL_BURN_ALERTS, link: 'https://example.com/other' } })
  const [alert] = await told('burn-alert')
  expect(urlsOf(alert?.['links'])).toEqual([RUNBOOK, SLO_BOARD])
  expect(alert?.['link']).toBe(RUNBOOK)
  expect(renderer.text(recognised(alert ?? { kind: '' })).split('\n')[1]).toBe(
    `Where to look: <${RUNBOOK}|Runbook> · <${SLO_BOARD}|Dashboard> · \`/budget status ${GATEWAY}\``,
  )
})

test('a freeze of a level has them under its header, and the policy’s words stay as they are', async () => {
  await platform.settle(0.8)
  await platform.settle(-0.1)
  const frozen = (await told('level-announcement')).at(-1)
  expect(frozen).toMatchObject({ freeze: true })
  expect(urlsOf(frozen?.['links'])).toEqual([RUNBOOK, SLO_BOARD])
  const announcement = recognised(frozen ?? { kind: '' })
  const text = renderer.text(announcement)
  expect(text).not.toContain(RUNBOOK)
  expect(JSON.stringify(messageBlocks(announcement, text)[2])).toContain(`<${RUNBOOK}|Runbook>`)
})

test('a level without a freeze has none', async () => {
  await platform.settle(0.8)
  await platform.settle(0.4)
  expect((await told('level-announcement')).at(-1)).toMatchObject({ freeze: false, links: [] })
})

test('a declared freeze and a correctness incident have those of their service', async () => {
  await platform.settle(0.8)
  await declareFreeze(platform.freezing, { service: GATEWAY, reason: 'Launch', until: null, userId: TOMAS })
  await declareFreeze(platform.freezing, { service: '*', reason: 'All', until: null, userId: TOMAS })
  await declareCorrectness(platform.freezing, { service: GATEWAY, what: 'Duplicate ids', userId: TOMAS })
  const heads = [...(await told('freeze-announcement')), ...(await told('correctness-incident'))]
  expect(heads.map((head) => urlsOf(head['links']))).toEqual([[RUNBOOK], [], [RUNBOOK], [RUNBOOK]])
  expect(renderer.text(recognised(heads[0] ?? { kind: '' })).split('\n')[1]).toBe(
    `Where to look: <${RUNBOOK}|Runbook>`,
  )
})

test.each([
  ['that names an SLO', { slo: 'availability' }, [RUNBOOK, SLO_BOARD]],
  ['that names none', { slo: null }, [RUNBOOK]],
  ['of a service that is gone', { service: 'gone' }, []],
])('an incident %s has them', (_, given, urls) => {
  const { catalog, roleBook, ids, clock } = platform.deps
  const context = { catalog: catalog(), roleBook: roleBook(), ids, now: clock.now() }
  const content = incidentMessage(anIncident({ service: GATEWAY, ...given }), context)
  expect(urlsOf(content.links)).toEqual(urls)
  expect(renderer.text(content).split('\n')[1]).toMatch(urls.length > 0 ? /^Where to look: </ : /^Since: /)
})

test('the status of a service has its own, and each SLO all of them', async () => {
  await platform.settle(0.8)
  const [report] = (await statusReport(platform.deps, GATEWAY)).services
  expect(urlsOf(report?.links)).toEqual([RUNBOOK])
  expect(urlsOf(report?.slos[0]?.links)).toEqual([RUNBOOK, SLO_BOARD])
  const [other] = (await statusReport(platform.deps, 'feature-store')).services
  expect(other).not.toHaveProperty('links')
})

test('a message that an older version owed has none', () => {
  const { links: _, ...older } = incidentMessage(anIncident(), {
    ...platform.deps,
    catalog: platform.catalog,
    roleBook: platform.deps.roleBook(),
    now: platform.clock.now(),
  })
  expect(renderer.text(recognised(older))).toContain('INCIDENT')
})
