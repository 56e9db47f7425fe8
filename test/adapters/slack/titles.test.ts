import { afterAll, beforeAll, expect, test } from 'vitest'
import { roleTitles } from '../../../src/core/people/role-book.ts'
import { codesShown } from '../../support/codes-shown.ts'
import { mrkdwnIn } from '../../support/hostile-name.ts'
import { messageIn, viewIn } from './support/answers.ts'
import { BOOK, DEV, openOffice, type Office, SRE } from './support/office.ts'

let office: Office
let names: readonly string[]
beforeAll(async () => {
  office = await openOffice('socket')
  const { platform } = office
  const { policy } = platform
  platform.policy = {
    ...policy,
    roleTitles: roleTitles(BOOK),
    risks: new Map([...policy.risks].map(([name, risk]) => [name, { ...risk, title: `${risk.title} risk` }])),
  }
  names = [
    ...BOOK.roles.keys(),
    ...platform.services.flatMap((service) => [service.name, ...service.slos.map(({ name }) => name)]),
    ...policy.changes.keys(),
    ...policy.requirements.keys(),
  ]
})
afterAll(() => office.close())

const typed = (line: string, userId = SRE) => office.workspace.runCommand(userId, 'C0ENGINEER', line)

// Each leaves something behind that a later one shows.
test.each([
  ['/budget status'],
  ['/budget status billing'],
  ['/budget policy'],
  ['/budget policy feature'],
  ['/budget policy infrastructure'],
  ['/budget incidents'],
  ['/budget incident add inference “Slow answers” 45m ago 20m'],
  ['/budget incidents inference'],
  ['/budget incident show i-1'],
  ['/budget freeze list'],
  ['/budget freeze billing moving house for 2h', DEV],
  ['/budget freeze billing moving house for 2h'],
  ['/budget freeze billing moving house'],
  ['/budget freeze list'],
  ['/budget status billing'],
  ['/deploy request billing abc1234 feature', DEV],
  ['/budget lift billing', DEV],
  ['/budget lift billing'],
  ['/budget lift billing'],
  ['/budget correctness model wrong scores'],
  ['/budget status model'],
  ['/budget actions'],
  ['/budget war-room model https://meet.example.com/a'],
  ['/budget ic model @rae'],
  ['/deploy request inference abc1234 feature'],
  ['/deploy request inference abc1234 infrastructure', DEV],
  ['/deploy request billing abc1234 feature', DEV],
  ['/deploy request billing abc1234 feature', DEV],
  ['/deploy list'],
  ['/deploy plan billing abc1234 infrastructure tomorrow 10:00'],
  ['/deploy plan model abc1234 feature tomorrow 11:00'],
  ['/deploy plan model abc1234 feature tomorrow 11:00'],
  ['/deploy stakeholders billing @rae'],
  ['/deploy calendar'],
  ['/deploy show r-2'],
  ['/deploy escalate r-3', DEV],
  ['/deploy rollout r-2'],
  ['/deploy cancel r-4', DEV],
  ['/deploy cancel r-2', DEV],
  ['/deploy unplan p-2'],
  ['/deploy away @rae tomorrow'],
  ['/budget incident close i-1'],
  ['/budget incident note i-1 it was the cache'],
  ['/budget incident edit i-1 Slower answers'],
  ['/budget actions add model Look at the scores @rae'],
  ['/budget help'],
  ['/deploy help'],
])('%s', async (line, userId = SRE) => {
  const { blocks, text } = await messageIn(await typed(line, userId))
  const shown = [...mrkdwnIn(blocks), text]
  expect(shown.flatMap((one) => codesShown(one, names))).toEqual([])
})

test('the forms', async () => {
  for (const line of ['/deploy request', '/budget postmortem billing']) {
    const { view } = await viewIn(await typed(line))
    expect(mrkdwnIn(view['blocks']).flatMap((one) => codesShown(one, names))).toEqual([])
  }
})
