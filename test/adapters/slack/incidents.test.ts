import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { IncidentMessage } from '../../../src/core/incidents/messages.ts'
import { ACTION, MODAL, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import { anAlert } from '../../support/alerts.ts'
import { allText, messageIn, viewIn, viewText } from './support/answers.ts'
import { posted, press, topView } from './support/messages.ts'
import { DEV, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'
import { samplePolicy } from './support/sample-policy.ts'

const SERVICE = 'inference-gateway'
const ZONE = samplePolicy.timeZone
let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

let startedAt: number
/** The incident that an alert opened for this test. */
let id: string
let alerts = 0
beforeEach(async () => {
  startedAt = Math.floor((office.clock.now() - 18 * 60_000) / 60_000) * 60_000
  alerts += 1
  const taken = await office.useCases.incidents.takeAlerts([
    anAlert({
      labels: { alertname: 'HighErrorRate', service: SERVICE, severity: 'critical' },
      annotations: { summary: 'Too <many> fail' },
      startsAt: startedAt,
      generatorUrl: 'http://prometheus:9090/graph',
      fingerprint: `f${alerts}`,
    }),
  ])
  id = taken.changes[0]?.incident.id ?? ''
})

const now = () => office.useCases.incidents.byId(id)
/** \`ID\` stands for the incident's. */
const run = (line: string, person = SRE) =>
  office.workspace.runCommand(person, 'C0ENGINEER', line.replace('ID', id))
const typed = async (line: string, person = SRE): Promise<string> =>
  allText(await messageIn(await run(line, person)))

test('open incidents are listed before those that are over, as the policy’s message lists them', async () => {
  office.platform.source.failedRatio = 0.48
  await typed('/budget incident add billing “Old <one>” 2h ago 1h')
  await typed('/budget incident edit ID HighErrorRate 18m ago')
  const said = await typed('/budget incidents')
  expect(said).toMatch(
    /1\. .* - \*HighErrorRate\* \(48%\) - 18min so far - Cost 4% budget so far · Inference Gateway/,
  )
  expect(said).toContain(`critical alert · \`${id}\``)
  expect(said).toMatch(/1\. .* - \*Old &lt;one&gt;\* \(48%\) - 60min - Cost 13\.3% budget · Billing/)
  expect(said.indexOf('Open incidents')).toBeLessThan(said.indexOf('Old &lt;one&gt;'))
})

test.each([
  ['/budget incident show', ['Please give the incident', '/budget incident show &lt;id&gt;']],
  ['/budget incident show i-nope', ['There is no incident `i-nope`']],
  [
    '/budget incident show ID',
    [
      '*HighErrorRate*',
      'Too &lt;many&gt; fail',
      '<http://prometheus:9090/graph|Open the alert>',
      'Draft postmortem…',
    ],
  ],
  ['/budget incident note', ['Please give the incident']],
  ['/budget incident note ID', ['Note what?']],
  ['/budget incident note ID The cache was <cold>', ['Noted.']],
  ['/budget incident edit', ['Please give the incident']],
  ['/budget incident edit ID “Gateway down” 45m ago 20m', ['Corrected.', '*Gateway down*', '20min']],
  ['/budget incident edit ID Gateway down again', ['Corrected.', '*Gateway down again*']],
  ['/budget incident edit ID HighErrorRate', ['That is what it says already.']],
  ['/budget incident close i-nope', ['There is no incident `i-nope`']],
  [
    '/budget help',
    ['/budget incident edit &lt;id&gt; [what] [start] [duration]', '/budget incident close &lt;id&gt;'],
  ],
] as const)('%s', async (line, parts) => {
  const said = await typed(line)
  for (const part of parts) expect(said).toContain(part)
})

test('an incident is closed by its id in any case, once', async () => {
  expect(await typed(`/budget incident close ${id.toUpperCase()}`)).toMatch(/Closed\.[^]* - 1[89]min - /)
  expect(await typed('/budget incident close ID')).toContain('HighErrorRate is over already.')
})

test('a note that was written is shown with its author', async () => {
  await typed('/budget incident note ID The cache was <cold>')
  expect(await typed('/budget incident show ID')).toContain(`<@${SRE}>: The cache was &lt;cold&gt;`)
})

test.each(['edit ID Other name', 'close ID', 'note ID Hm'])(
  '/budget incident %s is refused to others than SRE',
  async (line) => {
    expect(await typed(`/budget incident ${line}`, DEV)).toContain('Only the role SRE may do this.')
  },
)

describe('the form in which an incident is corrected', () => {
  const opened = async () => viewIn(await run('/budget incident edit ID'))
  /** As clocks show it where the policy is at home. */
  const wall = (at: number): string =>
    new Date(at).toLocaleString('sv-SE', { timeZone: ZONE }).slice(0, 16).replace(' ', 'T')

  test('is filled in with what is on record', async () => {
    const view = await opened()
    expect(JSON.stringify(view)).toContain(MODAL.incidentCorrect)
    expect(viewText(view)).toContain(`Times are in ${ZONE}`)
    expect(viewText(view)).toContain(`"initial_value":"${wall(startedAt)}"`)
  })

  test('corrects what was changed and leaves the rest', async () => {
    await office.workspace.submitView(await opened(), {
      what: { [VALUE]: 'Gateway down' },
      end: { [VALUE]: wall(startedAt + 600_000) },
    })
    expect(await now()).toMatchObject({ what: 'Gateway down', startedAt, endedAt: startedAt + 600_000 })
  })

  test('says under the input that a time cannot be read', async () => {
    const answer = await office.workspace.submitView(await opened(), { start: { [VALUE]: 'soon' } })
    expect(JSON.stringify(answer)).toContain(
      'Please write now, 14:30, 2:30pm, yesterday 14:30, 45m ago, 2026-11-21 14:30.',
    )
    expect(await now()).toMatchObject({ what: 'HighErrorRate', startedAt })
  })
})

describe('the head of an incident', () => {
  const content = (): IncidentMessage => ({
    kind: 'incident',
    incidentId: id,
    service: SERVICE,
    serviceTitle: 'Gateway',
    what: 'HighErrorRate',
    severity: null,
    summary: null,
    url: null,
    links: [],
    enteredBy: null,
    startedAt: isoTime(startedAt),
    endedAt: null,
    minutes: 18,
    failedRatio: null,
    costRatio: null,
    money: null,
    sloTitle: null,
    isCostFinal: false,
    closedBy: null,
    timeZone: 'UTC',
    at: isoTime(startedAt),
    mergedInto: null,
    prompts: (['close-incident', 'correct-incident', 'note-incident', 'draft-postmortem'] as const).map(
      (kind) => ({
        kind,
        of: id,
      }),
    ),
  })
  const pressed = async (person: string, actionId: string) => {
    const message = await posted(
      office,
      {
        subject: `incident/${id}`,
        address: { kind: 'channel', purpose: 'incidents' },
        content: content(),
      },
      { text: 'INCIDENT', blocks: messageBlocks(content(), 'INCIDENT') },
    )
    return press(office, person, message, actionId)
  }

  test('closes it, on the word of SRE', async () => {
    await pressed(SRE, ACTION.incidentClose)
    await expect.poll(async () => (await now())?.closedBy).toBe(SRE)
  })

  test('refuses others, visible to them alone', async () => {
    expect(allText(await messageIn(await pressed(DEV, ACTION.incidentClose)))).toContain('Only the role SRE')
    expect(await now()).toMatchObject({ endedAt: null })
  })

  test('opens the form for a note, and keeps what is written', async () => {
    await pressed(SRE, ACTION.incidentNote)
    const view = await topView(office, SRE, 'What should people know?')
    await office.workspace.submitView(view, { note: { [VALUE]: 'Restarted it' } })
    expect(await typed('/budget incident show ID')).toContain('Restarted it')
  })

  test('shows the draft of its postmortem, and tracks what is to be done', async () => {
    await pressed(DEV, ACTION.draftPostmortem)
    const view = await topView(office, DEV, '# Postmortem: Inference Gateway: HighErrorRate')
    expect(viewText(view)).toContain('## Where we were lucky')
    const items = { [VALUE]: 'Limit retries\nAlert on the <retry> rate' }
    const far = await office.workspace.submitView(view, { items, due: { [VALUE]: '2999-01-01' } })
    expect(far.errors).toEqual({ due: 'Choose a day within a year.' })
    const taken = await office.workspace.submitView(view, { items, owner: { [VALUE]: SRE } })
    expect(taken.errors).toEqual({})
    await expect
      .poll(async () => (await office.useCases.actions.open(SERVICE)).map(({ text }) => text))
      .toEqual(expect.arrayContaining(['Limit retries', 'Alert on the <retry> rate']))
  })

  test('opens the form for corrections', async () => {
    await pressed(SRE, ACTION.incidentCorrect)
    await topView(office, SRE, 'When did it begin?')
  })
})
