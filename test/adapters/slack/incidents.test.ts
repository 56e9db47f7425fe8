import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { IncidentMessage } from '../../../src/core/incidents/messages.ts'
import { ACTION, MODAL, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { placeOf } from '../../../src/adapters/slack/message-reference.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { isoTime } from '../../../src/core/kernel/time/iso-time.ts'
import { anIncident } from '../../support/an-incident.ts'
import { allText, messageIn, viewIn, viewText } from './support/answers.ts'
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
beforeEach(() => {
  startedAt = Math.floor((office.clock.now() - 18 * 60_000) / 60_000) * 60_000
  const incident = anIncident({
    id: 'i-abc',
    service: SERVICE,
    startedAt,
    failedRatio: 0.12,
    costRatio: 0.04,
    slo: 'availability',
    enteredBy: 'alertmanager',
    detection: {
      source: 'alertmanager',
      fingerprint: 'f',
      severity: 'critical',
      summary: 'Too <many> fail',
      url: 'http://prometheus:9090/graph',
      aboutSlo: null,
      asksFreeze: false,
      toldIn: null,
    },
  })
  const over = anIncident({
    id: 'i-old',
    service: 'billing',
    what: 'Old <one>',
    startedAt: startedAt - 3_600_000,
    endedAt: startedAt,
  })
  office.useCases.noted.splice(0, office.useCases.noted.length, over, incident)
})

const now = () => office.useCases.noted.find(({ id }) => id === 'i-abc')
const run = (line: string, person = SRE) => office.workspace.runCommand(person, 'C0ENGINEER', line)
const typed = async (line: string, person = SRE): Promise<string> =>
  allText(await messageIn(await run(line, person)))

test('open incidents are listed before those that are over, as the policy’s message lists them', async () => {
  const said = await typed('/budget incidents')
  expect(said).toMatch(
    /1\. .* - \*HighErrorRate\* \(12%\) - 1[89]min so far - Cost 4% budget so far · inference-gateway/,
  )
  expect(said).toContain('critical alert · `i-abc`')
  expect(said).toMatch(/1\. .* - \*Old &lt;one&gt;\* - 60min - Cost unknown · billing/)
  expect(said.indexOf('Open incidents')).toBeLessThan(said.indexOf('Old &lt;one&gt;'))
})

test.each([
  ['/budget incident show', ['Please give the incident', '/budget incident show &lt;id&gt;']],
  ['/budget incident show i-nope', ['There is no incident `i-nope`']],
  [
    '/budget incident show i-abc',
    ['*HighErrorRate*', 'Too &lt;many&gt; fail', '<http://prometheus:9090/graph|Open the alert>'],
  ],
  ['/budget incident note', ['Please give the incident']],
  ['/budget incident note i-abc', ['What is to be noted?']],
  ['/budget incident note i-abc The cache was <cold>', ['Noted.']],
  ['/budget incident show i-abc', ['*HighErrorRate*']],
  ['/budget incident edit', ['Please give the incident']],
  ['/budget incident edit i-abc “Gateway down” 45m ago 20m', ['Corrected.', '*Gateway down*', '20min']],
  ['/budget incident edit i-abc Gateway down again', ['Corrected.', '*Gateway down again*']],
  ['/budget incident close I-ABC', ['Closed.', '1min - ']],
  ['/budget incident close i-nope', ['There is no incident `i-nope`']],
  [
    '/budget help',
    ['/budget incident edit &lt;id&gt; [what] [start] [duration]', '/budget incident close &lt;id&gt;'],
  ],
] as const)('%s', async (line, parts) => {
  const said = await typed(line)
  for (const part of parts) expect(said).toContain(part)
})

test('a note that was written is shown with its author', async () => {
  await typed('/budget incident note i-abc The cache was <cold>')
  expect(await typed('/budget incident show i-abc')).toContain(`<@${SRE}>: The cache was &lt;cold&gt;`)
})

test.each(['edit i-abc Other name', 'close i-abc', 'note i-abc Hm'])(
  '/budget incident %s is refused to others than SRE',
  async (line) => {
    expect(await typed(`/budget incident ${line}`, DEV)).toContain('Only SRE may do &lt;this&gt;.')
  },
)

describe('the form in which an incident is corrected', () => {
  const opened = async () => viewIn(await run('/budget incident edit i-abc'))
  /** As clocks show it where the policy is at home. */
  const wall = (at: number): string =>
    new Date(at).toLocaleString('sv-SE', { timeZone: ZONE }).slice(0, 16).replace(' ', 'T')

  test('is filled in with what is on record', async () => {
    const view = await opened()
    expect(JSON.stringify(view)).toContain(MODAL.incidentCorrect)
    expect(viewText(view)).toContain(`Times are in ${ZONE}`)
    expect(viewText(view)).toContain(`"initial_value":"${wall(startedAt)}"`)
  })

  test('sets right what was changed and leaves the rest', async () => {
    await office.workspace.submitView(await opened(), {
      what: { [VALUE]: 'Gateway down' },
      end: { [VALUE]: wall(startedAt + 600_000) },
    })
    expect(now()).toMatchObject({ what: 'Gateway down', startedAt, endedAt: startedAt + 600_000 })
  })

  test('says under the box what is no time', async () => {
    const answer = await office.workspace.submitView(await opened(), { start: { [VALUE]: 'soon' } })
    expect(JSON.stringify(answer)).toContain('Please write 14:30, 45m ago or 2026-11-21T14:30.')
    expect(now()).toMatchObject({ what: 'HighErrorRate', startedAt })
  })
})

describe('the head of an incident', () => {
  const content = (): IncidentMessage => ({
    kind: 'incident',
    incidentId: 'i-abc',
    service: SERVICE,
    serviceTitle: 'Gateway',
    what: 'HighErrorRate',
    severity: null,
    summary: null,
    url: null,
    enteredBy: null,
    startedAt: isoTime(startedAt),
    endedAt: null,
    minutes: 18,
    failedRatio: null,
    costRatio: null,
    slo: null,
    isCostFinal: false,
    closedBy: null,
    timeZone: 'UTC',
    at: isoTime(startedAt),
    mergedInto: null,
    prompts: (['close-incident', 'correct-incident', 'note-incident'] as const).map((kind) => ({
      kind,
      of: 'i-abc',
    })),
  })
  const posted = async () => {
    const sent = await office.slack.messenger.post(
      {
        id: `incident/${office.clock.now()}/${Math.random()}`,
        subject: 'incident/i-abc',
        act: 'post',
        address: { kind: 'channel', purpose: 'incidents' },
        content: content(),
        owedAt: office.clock.now(),
      },
      { text: 'INCIDENT', blocks: messageBlocks(content(), 'INCIDENT') },
      null,
    )
    if (sent.kind !== 'sent') throw new Error(sent.error)
    const message = office.workspace.messages('incidents').find(({ ts }) => ts === placeOf(sent.reference).ts)
    if (message === undefined) throw new Error('not posted')
    return message
  }
  const press = async (person: string, actionId: string) => {
    const message = await posted()
    const block = message.blocks.find(({ type }) => type === 'actions')
    return office.workspace.press(person, message, { blockId: String(block?.['block_id']), actionId })
  }

  test('closes it, on the word of SRE', async () => {
    await press(SRE, ACTION.incidentClose)
    await office.workspace.waitFor(() => now()?.closedBy === SRE || undefined)
  })

  test('refuses others to them alone', async () => {
    expect(allText(await messageIn(await press(DEV, ACTION.incidentClose)))).toContain('Only SRE may do')
    expect(now()).toMatchObject({ endedAt: null })
  })

  test('opens the form for a note, and keeps what is written', async () => {
    await press(SRE, ACTION.incidentNote)
    const view = await office.workspace.waitFor(() =>
      office.workspace.openViews(SRE).find((open) => viewText(open).includes('What should people know?')),
    )
    await office.workspace.submitView(view, { note: { [VALUE]: 'Restarted it' } })
    expect(await typed('/budget incident show i-abc')).toContain('Restarted it')
  })

  test('opens the form for corrections', async () => {
    await press(SRE, ACTION.incidentCorrect)
    await office.workspace.waitFor(() =>
      office.workspace.openViews(SRE).find((open) => viewText(open).includes('When did it begin?')),
    )
  })
})
