import { afterAll, beforeAll, expect, test } from 'vitest'
import { areBlocksTooLong, blockProblems } from '../../../demo/workspace/blocks.ts'
import type { DeployRequest } from '../../../src/core/requests/deploy-request.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import type { Service } from '../../../src/core/budgets/slo.ts'
import { anIncident } from '../../support/an-incident.ts'
import { slo } from '../../support/platform.ts'
import { messageIn } from './support/answers.ts'
import { DEV, type Office, openOffice } from './support/office.ts'
import { samplePolicy } from './support/sample-policy.ts'

const SERVICES = 120
const names = Array.from({ length: SERVICES }, (_, index) => `service-${String(index).padStart(3, '0')}`)
/** Every tenth is critical, the last ones worst. */
const levelOf = (index: number): string =>
  index % 10 === 9 ? 'CRITICAL' : index % 10 > 6 ? 'WARNING' : 'HEALTHY'

const serviceNamed = (name: string): Service => ({
  name,
  title: `The <${name}> & its friends, of which there are many`,
  policy: samplePolicy.name,
  slos: [slo(name, '99.5')],
})

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
  const { platform, clock } = office
  const now = clock.now()
  platform.services = names.map(serviceNamed)
  const { store } = platform
  await store.statuses.save(
    names.map((service, index) => ({
      service,
      level: levelOf(index),
      since: now - DAY_MS,
      slo: 'availability',
      remainingRatio: levelOf(index) === 'CRITICAL' ? 0.3 - index / 1_000 : 0.6,
      young: null,
      knownAt: now,
      polledAt: now,
      missing: [],
      recovering: null,
      policyVersion: samplePolicy.version,
    })),
  )
  const outcome = await office.useCases.requests.open({
    service: names[0] ?? '',
    change: 'feature',
    revision: 'v1',
    environment: 'production',
    risk: null,
    summary: '',
    answers: new Map(),
    requestedBy: DEV,
  })
  if (outcome.kind !== 'opened') throw new Error(JSON.stringify(outcome))
  await store.requests.save(
    Array.from({ length: 149 }, (_, index): DeployRequest => ({
      ...outcome.request,
      id: `r_many${index}`,
      revision: `${'long-revision-'.repeat(10)}${index}`,
      requestedAt: now - index,
    })),
  )
  for (let index = 0; index < 130; index += 1) {
    await store.incidents.save(
      anIncident({
        id: `i_many${index}`,
        service: names[index % SERVICES] ?? '',
        what: `${'Everything <is> broken '.repeat(3)}${index}`,
        startedAt: now - index * HOUR_MS,
        endedAt: index % 2 === 0 ? null : now - index * HOUR_MS + 60_000,
      }),
    )
    await store.calendar.savePlan({
      id: `p_many${index}`,
      service: names[index % SERVICES] ?? '',
      revision: `${'long-revision-'.repeat(12)}${index}`,
      change: 'feature',
      risk: 'medium',
      at: now + (index + 1) * HOUR_MS,
      isStaggered: false,
      plannedBy: DEV,
      plannedAt: now,
      cancelledAt: null,
      toldAt: null,
      letThroughAt: null,
    })
    await store.topActions.save([
      {
        id: `a_many${index}`,
        service: names[index % SERVICES] ?? '',
        position: index + 1,
        text: `${'Mend it for good '.repeat(10)}${index}`,
        owner: { userId: DEV, name: 'dana' },
        addedBy: DEV,
        addedAt: now,
        doneAt: null,
        doneBy: null,
      },
    ])
  }
})
afterAll(() => office.close())

interface Page {
  readonly text: string
  readonly shown: string
}

/** What a person types page after page, each as the workspace accepts it. */
async function pagesOf(command: string): Promise<readonly Page[]> {
  const pages: Page[] = []
  let next: string | undefined = command
  while (next !== undefined) {
    const { text, blocks } = await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', next))
    expect(blockProblems(blocks, 'message')).toEqual([])
    expect(areBlocksTooLong(blocks)).toBe(false)
    expect(text.length).toBeLessThan(3_000)
    const shown = JSON.stringify(blocks)
    pages.push({ text, shown })
    next = /more: `([^`]+)`/.exec(shown)?.[1]
    // The fallback text says the same way on.
    expect(/more: `([^`]+)`/.exec(text)?.[1]).toBe(next)
    if (pages.length > 60) throw new Error('it never ends')
  }
  return pages
}

test.each([
  ['/budget status', names, 120],
  ['/deploy list', Array.from({ length: 149 }, (_, index) => `r_many${index}\``), 150],
  ['/deploy list mine', Array.from({ length: 149 }, (_, index) => `r_many${index}\``), 150],
  ['/budget incidents', Array.from({ length: 130 }, (_, index) => `i_many${index}`), 130],
  ['/deploy calendar', Array.from({ length: 130 }, (_, index) => `p_many${index}\``), 130],
  ['/budget actions', Array.from({ length: 130 }, (_, index) => `good ${index} `), 130],
] as const)('%s is counted, and each of it is reached', async (command, each, count) => {
  const pages = await pagesOf(command)
  expect(pages.length).toBeGreaterThan(1)
  const all = pages.map(({ shown }) => shown).join('\n')
  expect(each.filter((one) => !all.includes(one))).toEqual([])
  expect(pages[0]?.shown).toMatch(new RegExp(`1 to \\d+ of ${count}, page 1 of ${pages.length}`))
  expect(pages.at(-1)?.shown).toContain(`to ${count} of ${count}, page ${pages.length} of ${pages.length}`)
  expect(pages[1]?.shown).toContain(`back: \`${command}\``)
})

test('status lists the worst first, and says how many are at each level', async () => {
  const [first, ...rest] = await pagesOf('/budget status')
  const order = [first, ...rest].flatMap((page) =>
    [...(page?.shown ?? '').matchAll(/service-\d{3}/g)].map(([name]) => name),
  )
  const critical = names.filter((_, index) => levelOf(index) === 'CRITICAL')
  expect(order.slice(0, 12)).toEqual(critical.toReversed())
  expect(first?.text).toMatch(/^120 services: 12 CRITICAL, 24 WARNING, 84 HEALTHY · 1 to /)
})

test('a page past the end is the last one, and a service may be called by a number', async () => {
  const shown = async (line: string): Promise<string> =>
    JSON.stringify((await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', line))).blocks)
  expect(await shown('/budget status 999')).toContain('of 120, page')
  const before = office.platform.services
  office.platform.services = [...before, serviceNamed('42')]
  expect(await shown('/budget status 42')).toContain('The &lt;42&gt;')
  office.platform.services = before
})

test('the policy of 120 services fits, and says where the rest is', async () => {
  const { blocks } = await messageIn(await office.workspace.runCommand(DEV, 'C0ENGINEER', '/budget policy'))
  expect(JSON.stringify(blocks)).toContain('and 100 more: `/budget status`')
})
