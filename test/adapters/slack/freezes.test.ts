import { anIncident } from '../../support/an-incident.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { CorrectnessAnnouncement } from '../../../src/core/freezes/messages.ts'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import { freezeWords } from '../../../src/adapters/slack/commands/freeze-words.ts'
import { allText, messageIn, viewIn, viewText } from './support/answers.ts'
import { posted, press, topView } from './support/messages.ts'
import { openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

describe('the end of a freeze, as it is typed', () => {
  test.each<[string, string, string | null]>([
    ['launch week', 'launch week', null],
    ['launch week for 4h', 'launch week', '2026-11-21T16:00:00.000Z'],
    ['launch until 18:00', 'launch', '2026-11-21T17:00:00.000Z'],
    ['launch until 9:30', 'launch', '2026-11-22T08:30:00.000Z'],
    ['launch until 2026-11-25 18:00', 'launch', '2026-11-25T17:00:00.000Z'],
    ['launch until 2026-11-25T18:00', 'launch', '2026-11-25T17:00:00.000Z'],
    ['launch until 2026-11-25T18:00Z', 'launch', '2026-11-25T18:00:00.000Z'],
    ['launch until 2026-11-25', 'launch', '2026-11-24T23:00:00.000Z'],
    ['launch UNTIL 2026-11-25', 'launch', '2026-11-24T23:00:00.000Z'],
    ['we wait for review', 'we wait for review', null],
    ['frozen until further notice', 'frozen until further notice', null],
    ['for 4h', '', '2026-11-21T16:00:00.000Z'],
    ['launch for 30 minutes', 'launch', '2026-11-21T12:30:00.000Z'],
    ['launch for two hours', 'launch', '2026-11-21T14:00:00.000Z'],
    ['launch until 6pm', 'launch', '2026-11-21T17:00:00.000Z'],
    ['launch until 6:30 PM', 'launch', '2026-11-21T17:30:00.000Z'],
    ['launch until friday', 'launch', '2026-11-26T23:00:00.000Z'],
    ['launch until tomorrow 9am', 'launch', '2026-11-22T08:00:00.000Z'],
    ['launch until 9am tomorrow', 'launch', '2026-11-22T08:00:00.000Z'],
    ['launch until 24 nov 10:00', 'launch', '2026-11-24T09:00:00.000Z'],
    ['launch 2h', 'launch', '2026-11-21T14:00:00.000Z'],
    [
      'ready for Black Friday until 18:00 America/New_York',
      'ready for Black Friday',
      '2026-11-21T23:00:00.000Z',
    ],
    ['ready for Black Friday', 'ready for Black Friday', null],
    ['launch til 6pm', 'launch', '2026-11-21T17:00:00.000Z'],
    ['we move to v2 by hand', 'we move to v2 by hand', null],
  ])('%s', (typed, reason, until) => {
    const read = freezeWords(typed.split(' '), NOW, 'Europe/Berlin')
    expect({ ...read, until: read.until === null ? null : new Date(read.until).toISOString() }).toEqual({
      reason,
      until,
    })
  })

  test.each([
    'launch until 2026-02-30',
    'launch until 25:00',
    'launch until 31 april',
    'launch until the vendor answers',
    'launch until',
    'launch for 3 fortnights',
    'launch for the weekend',
    'launch for today',
    'launch for tonight',
    'launch for friday',
    'launch for a fortnight',
    'launch through friday',
    'launch by 6pm',
    'launch to tomorrow noon',
    'until 6pm we migrate',
  ])('%s is refused, with forms that are read', (typed) => {
    expect(() => freezeWords(typed.split(' '), NOW, 'Europe/Berlin')).toThrow(
      /I cannot read “.+” as a time\. Write `for 30 minutes`, .*`until tomorrow 9am`/,
    )
  })

  test('a reason in quotes keeps such words', () => {
    expect(freezeWords(['we wait until the vendor answers'], NOW, 'Europe/Berlin').until).toBeNull()
  })
})

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
  office.platform.windows = [
    {
      name: 'year-end',
      reason: 'Few <people>',
      schedule: {
        kind: 'yearly',
        from: { month: 12, day: 20, time: '18:00' },
        until: { month: 1, day: 2, time: '08:00' },
      },
      timeZone: 'UTC',
      services: null,
      changes: ['feature'],
    },
  ]
})
afterAll(() => office.close())

const run = (line: string) => office.workspace.runCommand(SRE, 'C0ENGINEER', line)
const typed = async (line: string): Promise<string> => allText(await messageIn(await run(line)))

test.each([
  ['America/New_York', 'tomorrow 9am', 'until tomorrow 09:00 (America/New_York)'],
  ['Asia/Kolkata', 'tomorrow noon', 'until tomorrow 12:00 (Asia/Kolkata)'],
])('a person in %s who writes “until %s” means their own clock', async (timeZone, end, said) => {
  office.workspace.changePerson(SRE, { timeZone })
  // The directory asks again about a person after ten seconds.
  office.clock.shiftMs += 11_000
  expect(await typed(`/budget freeze billing launch until ${end}`)).toContain(said)
  expect(await typed('/budget lift billing')).toContain('Lifted')
  office.workspace.changePerson(SRE, { timeZone: 'Europe/Berlin' })
  office.clock.shiftMs += 11_000
})

test('an end that cannot be read freezes nothing', async () => {
  expect(await typed('/budget freeze billing launch until six or so')).toContain(
    'I cannot read “until six or so” as a time. Write `for 30 minutes`',
  )
  expect(await typed('/budget lift billing')).toContain('Nobody declared a freeze of Billing')
})

test.each([
  ['/budget freeze', ['Please name what to freeze, and why']],
  ['/budget freeze billing', ['Please name what to freeze, and why']],
  ['/budget freeze bilings because', ['Did you mean `billing`?']],
  ['/budget freeze billing for 4h', ['Why?']],
  ['/budget freeze billing launch for 9000h', ['A freeze lasts a year at most.']],
  ['/budget freeze billing launch *week* <3 for 4h', ['Frozen: Billing, until to', '(Europe/Berlin)']],
  ['/budget freeze billing once more', ['Billing is frozen already: launch ∗week∗ &lt;3.']],
  ['/budget freeze all one more thing', ['Frozen: all services, until you lift it']],
  [
    '/budget freeze list',
    [
      '*Freeze* of Billing: launch',
      '*Freeze* of all services',
      'year-end',
      '(Feature)',
      'Few &lt;people&gt;',
    ],
  ],
  ['/budget lift', ['Please name what to lift']],
  ['/budget lift model', ['Model Registry is frozen with all services: /budget lift all']],
  ['/budget lift all', ['Lifted for all services']],
  ['/budget correctness billing', ['Please name the service and what is wrong']],
  ['/budget correctness billing duplicate <ids>', ['Declared for Billing', '/budget postmortem billing']],
  ['/budget freeze list', ['*Correctness incident* on Billing: duplicate &lt;ids&gt;', `<@${SRE}>`]],
  ['/budget postmortem', ['Please name the service']],
  ['/budget postmortem model https://wiki.example.com/1', ['Filed for Model Registry']],
] as const)('%s', async (line, parts) => {
  const answer = await typed(line)
  for (const part of parts) expect(answer).toContain(part)
})

describe('the postmortem of a correctness incident', () => {
  const correctness = async () =>
    (await office.useCases.freezes.inForce()).find(({ kind }) => kind === 'correctness')
  const newest = async (service: string) => (await office.platform.store.postmortems.of(service, 1))[0]

  test('asks its three questions, whatever was typed', async () => {
    const incident = await correctness()
    const view = await viewIn(await run('/budget postmortem billing https://wiki.example.com/2'))
    for (const question of [
      'Which records',
      'How are they repaired',
      'Which code change',
      'wiki.example.com/2',
    ])
      expect(viewText(view)).toContain(question)
    const outcome = await office.workspace.submitView(view, {
      records: { [VALUE]: '1 to 7' },
      repair: { [VALUE]: 'renumbered' },
      cause: { [VALUE]: 'abc1234' },
      content: { [VALUE]: 'https://wiki.example.com/2' },
    })
    expect(viewText(outcome.view ?? view)).toContain('Filed for Billing')
    expect(await newest('billing')).toMatchObject({
      service: 'billing',
      author: SRE,
      incidentId: incident?.id,
      answers: { records: '1 to 7', repair: 'renumbered', cause: 'abc1234' },
    })
    expect(await correctness()).toBeUndefined()
  })

  test('is a form without questions at a level', async () => {
    const view = await viewIn(await run('/budget postmortem inference'))
    expect(viewText(view)).not.toContain('Which records')
    await office.workspace.submitView(view, { content: { [VALUE]: 'We ran out of disk.' } })
    expect(await newest('inference-gateway')).toMatchObject({ answers: null, incidentId: null, about: null })
  })

  test('offers the latest incidents of the service, to say which one it is about', async () => {
    const startedAt = office.clock.now() - 60_000
    await office.platform.store.incidents.save(
      anIncident({ id: 'i-disk', what: 'DiskFull', service: 'inference-gateway', startedAt }),
    )
    const view = await viewIn(await run('/budget postmortem inference'))
    expect(viewText(view)).toContain('DiskFull')
    await office.workspace.submitView(view, {
      content: { [VALUE]: 'We ran out of disk, again.' },
      about: { [VALUE]: 'i-disk' },
    })
    expect(await newest('inference-gateway')).toMatchObject({ about: 'i-disk' })
  })

  test('is one button away, as long as it is open', async () => {
    const declared = await office.useCases.freezes.declareCorrectness({
      service: 'billing',
      what: 'Duplicate ids',
      userId: SRE,
    })
    if (declared.kind === 'refused') throw new Error('not declared')
    const content: CorrectnessAnnouncement = {
      kind: 'correctness-incident',
      incidentId: declared.thing.id,
      service: 'billing',
      serviceTitle: 'Billing',
      what: 'Duplicate ids',
      links: [],
      declaredBy: SRE,
      since: '2026-11-21T12:00:00.000Z',
      timeZone: 'UTC',
      at: '2026-11-21T12:00:00.000Z',
      fixes: [],
      endedAt: null,
      endedBy: null,
      prompts: [{ kind: 'file-postmortem', of: declared.thing.id }],
    }
    const message = await posted(
      office,
      { subject: 'declared/c', address: { kind: 'channel', purpose: 'incidents' }, content },
      { text: 'Incident', blocks: messageBlocks(content, 'Incident') },
    )
    await press(office, SRE, message, ACTION.filePostmortem)
    const view = await topView(office, SRE, 'Which records')
    expect(viewText(view)).toContain('Duplicate')
  })
})
