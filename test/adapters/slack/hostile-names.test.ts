import { afterAll, beforeAll, expect, test } from 'vitest'
import { alive, HOSTILE, mrkdwnIn } from '../../support/hostile-name.ts'
import { messageIn, viewIn } from './support/answers.ts'
import { openOffice, type Office, SRE } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
  const { platform } = office
  platform.services = platform.services.map((service) => ({
    ...service,
    title: HOSTILE,
    journey: HOSTILE,
    slos: service.slos.map((slo) => ({ ...slo, title: HOSTILE })),
  }))
  const { policy } = platform
  platform.policy = {
    ...policy,
    title: HOSTILE,
    changes: new Map([...policy.changes].map(([name, change]) => [name, { ...change, title: HOSTILE }])),
    requirements: new Map(
      [...policy.requirements].map(([name, requirement]) => [name, { ...requirement, title: HOSTILE }]),
    ),
  }
})
afterAll(() => office.close())

const typed = (line: string) => office.workspace.runCommand(SRE, 'C0ENGINEER', line)
const name = HOSTILE.replaceAll(/\s+/g, ' ')

// Each leaves something behind that a later one shows.
test.each([
  `/budget freeze billing for 2h ${name}`,
  `/budget freeze billing ${name}`,
  '/budget freeze list',
  `/budget correctness model ${name}`,
  `/budget incident add inference “${name}” 45m ago 20m`,
  '/budget incidents inference',
  `/budget incidents ${name}`,
  '/budget status',
  '/budget status billing',
  `/budget status ${name}`,
  '/budget policy',
  '/budget policy feature',
  `/budget policy ${name}`,
  '/budget actions',
  '/budget war-room model https://meet.example.com/a',
  '/budget ic model @rae',
  '/deploy request inference abc1234 feature',
  '/deploy request billing abc1234 feature',
  `/deploy request ${name}`,
  '/deploy list',
  '/deploy calendar',
  `/deploy show ${name}`,
])('%s', async (line) => {
  const { blocks, text } = await messageIn(await typed(line))
  expect([...mrkdwnIn(blocks).flatMap(alive), ...alive(text)]).toEqual([])
})

test('the form of a request shows no emoji, and each of its labels on one line', async () => {
  const { view } = await viewIn(await typed('/deploy request'))
  const shown = JSON.stringify(view)
  expect(mrkdwnIn(view['blocks']).flatMap(alive)).toEqual([])
  expect(shown).toContain('*evil* _evil_')
  expect(shown).not.toMatch(/:evil:|@here|\\n|\u202E/u)
})
