import { expect, test } from 'vitest'
import { fitsMessage } from '../../../src/adapters/slack/blocks/limits.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { shadowAnswer } from '../../../src/adapters/slack/blocks/shadow-report.ts'
import type { ShadowDigest, ShadowedFacts } from '../../../src/core/shadow/messages.ts'
import { renderer } from './shipped.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString()

/** A busy service: of 14 deployments, 12 would have been stopped; the newest ten are listed. */
const busy = (index: number): ShadowedFacts => ({
  service: `s-${index}`,
  serviceTitle: `Service ${index}`,
  level: 'CRITICAL',
  emoji: '🔴',
  since: at(0),
  deployments: 14,
  blocked: 2,
  asked: 10,
  stopped: Array.from({ length: 10 }, (_, minute) => ({
    at: at(minute),
    changeTitle: 'Feature release',
    revision: `v${minute}`,
    decision: 'needs-approval',
    level: 'CRITICAL',
    seats: 'SRE and 2 × Senior engineer',
  })),
  left: 2,
  roles: ['SRE', 'Owner', 'Lead', 'CTO', 'CEO', 'VP', 'QA'].map((roleTitle) => ({
    roleTitle,
    times: 2,
    medianWaitSeconds: null,
  })),
  incidents: Array.from({ length: 7 }, (_, minute) => ({
    startedAt: at(minute),
    what: `Outage ${minute}`,
    afterSeconds: 3_600,
    changeTitle: 'Feature release',
    revision: null,
    costRatio: null,
  })),
})

const SERVICES = Array.from({ length: 40 }, (_, index) => busy(index))

const digest = (services: readonly ShadowedFacts[]): ShadowDigest => ({
  kind: 'shadow-digest',
  from: at(0),
  to: at(59),
  timeZone: 'UTC',
  services,
  prompts: [],
})

test('the week of 40 services is one message that Slack takes, and counts what it leaves out', () => {
  const content = digest(SERVICES)
  const text = renderer.text(content)
  expect(fitsMessage(messageBlocks(content, text))).toBe(true)
  expect(text).toContain(
    '… and 34 more services: 476 deployments, 68 would have been blocked, 340 would have waited for approval',
  )
  expect(JSON.stringify(messageBlocks(content, text))).not.toContain('not fit')
})

test('of each service it shows the newest, and counts the deployments, roles and incidents that it does not', () => {
  const [, one = ''] = renderer.text(digest([busy(1)])).split('\n\n')
  const lines = one.split('\n')
  expect(
    lines.filter((line) => line.includes('Feature release v')).map((line) => / v(\d)/.exec(line)?.[1]),
  ).toEqual(['6', '7', '8', '9'])
  // Twelve were stopped.
  expect(lines).toContain('• … and 8 before these')
  expect(lines.find((line) => line.startsWith('Asked: '))).toMatch(
    /^Asked: SRE ×2 .*; Owner ×2 .*; Lead ×2 .*; and 4 more roles$/,
  )
  expect(lines).toContain('💥 … and 5 more incidents')
})

test('a week in which nothing was stopped has one line for each service', () => {
  const quiet = { ...busy(1), stopped: [], left: 0, roles: [], incidents: [], blocked: 0, asked: 0 }
  const [, one] = renderer.text(digest([quiet])).split('\n\n')
  expect(one).toBe(
    '*🔴 Service 1* (CRITICAL): 14 deployments, 0 would have been blocked, 0 would have waited for approval',
  )
})

test('/budget shadow of 40 services shows whole services, each with its button, and counts the others', () => {
  const { blocks, text } = shadowAnswer(SERVICES, [{ name: 'zones', title: 'Zones' }])
  expect(fitsMessage(blocks)).toBe(true)
  const shown = JSON.stringify(blocks)
  const services = shown.match(/\*Service \d+\*/g) ?? []
  expect(services.length).toBeGreaterThan(3)
  expect(shown.match(/"value":"service\/s-\d+"/g)).toHaveLength(services.length)
  const left = `… and ${40 - services.length} more services`
  expect(shown).toContain(`${left}; \`/budget shadow &lt;service&gt;\` has one.`)
  expect(shown).toContain('"value":"policy/zones"')
  expect(text).toMatch(/and \d+ more services$/)
})

test('/budget shadow of one service counts the lines that it leaves out', () => {
  const shown = JSON.stringify(shadowAnswer([busy(1)]).blocks)
  expect(shown).toContain('… and 7 before these')
  expect(shown.match(/… and 2 more/g)).toHaveLength(2)
  expect(shown).not.toContain('more service')
})
