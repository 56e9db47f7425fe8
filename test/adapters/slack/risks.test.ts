import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { anIncident } from '../../support/an-incident.ts'
import { catalogOf, riskOf, yearly } from '../../support/some-risks.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { topView } from './support/messages.ts'
import { DEV, openOffice, type Office, OWNER, SRE } from './support/office.ts'

const SERVICE = 'inference-gateway'
let office: Office

beforeEach(async () => {
  office = await openOffice('socket')
  office.platform.risks = {
    acceptingRoles: ['service-owner', 'sre'],
    catalogs: [
      catalogOf(
        [
          riskOf('provider', 400, {
            title: 'The <provider> fails',
            url: 'https://wiki.example/provider',
            mitigations: [{ title: 'Old prices', figures: yearly(100), effortDays: 10, cost: null }],
          }),
          riskOf('cache', 131),
          riskOf('disk', 30, { isAccepted: true }),
        ],
        { name: 'gateway', title: 'Gateway', services: [SERVICE] },
      ),
      catalogOf([riskOf('power', 1)], { name: 'hall', title: 'The hall', services: ['billing'] }),
    ],
  }
})
afterEach(() => office.close())

const typed = async (line: string, person = SRE) =>
  messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line))
type Listed = Awaited<ReturnType<typeof typed>>
/** Presses the button that stands beside this risk. */
const pressIn = (answer: Listed, value: string, actionId: string, person: string) => {
  const block = answer.blocks.find((one) => JSON.stringify(one['accessory'] ?? '').includes(`"${value}"`))
  return office.workspace.press(person, answer, { blockId: String(block?.['block_id']), actionId })
}
const pressOn = async (value: string, actionId: string, person = SRE) =>
  pressIn(await typed(`/budget risks ${SERVICE}`, person), value, actionId, person)
const why = (text: string) => ({ why: { [VALUE]: text } })

test('/budget risks ranks what may go wrong, the most bad minutes first, with what could be done', async () => {
  const said = allText(await typed('/budget risks inference'))
  expect(said).toContain('Target 99.9%: a budget of 525.96 min a year')
  expect(said).toContain(
    '30 min accepted, 495.96 min unallocated; too big for a single risk: more than 131.49 min (25%)',
  )
  expect(said).toContain(
    '🔴 *1. <https://wiki.example/provider|The &lt;provider&gt; fails>* · red · 400 min a year',
  )
  expect(said).toContain('🟢 *2. The cache* · green · 131 min a year')
  expect(said).toContain('🔵 *3. The disk* · blue · 30 min a year')
  expect(said).toContain('Accepted by the configuration')
  expect(said).toContain('saves 300 min a year, 30 min for each of 10 person-days; then green, rank 2')
  expect(said).toContain('All risks together: 561 min a year, 106.7% of the budget')
  expect(said).not.toContain('The hall')
  expect(said).toContain('https://budgets.example/risks/gateway')
})

test('all catalogs stand below each other, and many risks on pages', async () => {
  expect(allText(await typed('/budget risks'))).toContain('The hall')
  const many = Array.from({ length: 25 }, (_, index) => riskOf(`r${index}`, 25 - index))
  office.platform.risks = {
    ...office.platform.risks,
    catalogs: [catalogOf(many, { services: [SERVICE] })],
  }
  const first = allText(await typed('/budget risks'))
  expect(first).toContain('1 to 10 of 25, page 1 of 3')
  expect(first).not.toContain('All risks together')
  const last = allText(await typed(`/budget risks ${SERVICE} 3`))
  expect(last).toContain('21 to 25 of 25, page 3 of 3')
  expect(last).toContain('All risks together')
})

test('without a catalog it says where one would stand', async () => {
  expect(allText(await typed('/budget risks model'))).toContain('No risk catalog is about *Model Registry*.')
  office.platform.risks = { acceptingRoles: [], catalogs: [] }
  expect(allText(await typed('/budget risks'))).toContain('`risks.yaml` would hold them')
})

describe('Accept…', () => {
  test('says what follows, asks why, and puts it on record', async () => {
    await pressOn('gateway/provider', ACTION.riskAccept)
    const modal = await topView(office, SRE, 'Why is it not mended?')
    expect(viewText(modal)).toContain(
      'Afterwards: 95.96 min stay unallocated; 1 other turns amber: The cache.',
    )
    await office.workspace.submitView(modal, why('No <second> provider'))
    await topView(office, SRE, 'is accepted: 95.96 min stay unallocated')
    const said = allText(await typed(`/budget risks ${SERVICE}`))
    expect(said).toContain('fails>* · blue · 400 min a year')
    expect(said).toContain('🟠 *2. The cache* · amber')
    expect(said).toContain(`Accepted by <@${SRE}>`)
    expect(said).toContain('No &lt;second&gt; provider')
    expect(await office.platform.audit('risk_accepted')).toMatchObject([{ actor: SRE }])
  })

  test('is refused at the button to who may not', async () => {
    await pressOn('gateway/provider', ACTION.riskAccept, DEV)
    expect(viewText(await topView(office, DEV, 'may do this'))).toContain(
      'Only one of the roles Service owner, SRE may do this.',
    )
  })

  test('asks for a reason', async () => {
    await pressOn('gateway/provider', ACTION.riskAccept, OWNER)
    const modal = await topView(office, OWNER, 'Why is it not mended?')
    const answer = await office.workspace.submitView(modal, why(' '))
    expect(JSON.stringify(answer)).toContain('A reason takes 1 to 300 characters.')
    expect(await office.platform.audit('risk_accepted')).toEqual([])
  })

  test('finds out that somebody else was quicker', async () => {
    const answer = await typed(`/budget risks ${SERVICE}`)
    await office.useCases.risks.accept({ catalog: 'gateway', risk: 'provider' }, 'x', OWNER)
    await pressIn(answer, 'gateway/provider', ACTION.riskAccept, SRE)
    await topView(office, SRE, 'Somebody decided that already')
  })
})

test('Take back… undoes it, and the reason is shown', async () => {
  await pressOn('gateway/disk', ACTION.riskTakeBack)
  const modal = await topView(office, SRE, 'Why is it no longer accepted?')
  await office.workspace.submitView(modal, why('We lost data'))
  await topView(office, SRE, 'is no longer accepted: 525.96 min stay unallocated')
  const said = allText(await typed(`/budget risks ${SERVICE}`))
  expect(said).toContain('🟢 *3. The disk* · green')
  expect(said).toContain('We lost data')
})

describe('/budget incident risk', () => {
  beforeEach(() =>
    office.platform.store.incidents.save(
      anIncident({ service: SERVICE, startedAt: office.clock.now() - 60_000 }),
    ),
  )

  test('calls an incident a case of a risk, which is then held to its estimate', async () => {
    expect(allText(await typed('/budget incident risk i_1'))).toContain('Known: `provider`, `cache`, `disk`.')
    expect(allText(await typed('/budget incident risk i_1 cache'))).toContain(
      '`i_1` was a case of *The cache*.',
    )
    expect(allText(await typed(`/budget risks ${SERVICE}`))).toContain(
      '1 incident on record in the last day, each assigned to a risk.',
    )
    expect(allText(await typed('/budget incident show i_1'))).toContain('A case of the risk The cache')
    expect(allText(await typed('/budget incident risk i_1 none'))).toContain('`i_1` is a case of no risk.')
  })

  test('is for SRE', async () => {
    expect(allText(await typed('/budget incident risk i_1 cache', OWNER))).toContain(
      'Only the role SRE may do this.',
    )
  })
})
