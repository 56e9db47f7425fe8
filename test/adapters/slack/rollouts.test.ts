import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { allText, messageIn } from './support/answers.ts'
import { press } from './support/messages.ts'
import { DEV, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const typed = async (line: string, person = DEV): Promise<Message> =>
  messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line))

/** A request of a change that nobody has to approve. */
async function granted(): Promise<string> {
  const said = allText(await typed('/deploy request billing abc1234 docu'))
  return /r-\d+/.exec(said)?.[0] ?? ''
}

describe('a rollout in Slack', () => {
  test('it begins, is refused while it waits, is held and goes on', async () => {
    const id = await granted()
    const begun = await typed(`/deploy rollout ${id}`)
    expect(allText(begun)).toContain('Rollout of abc1234 of Billing: running at 5%')
    for (const part of ['5%', '100%', 'watched for 1 minute', 'Advance to 100%', 'Hold', 'Roll back…'])
      expect(allText(begun)).toContain(part)

    const refused = await messageIn(await press(office, DEV, begun, ACTION.rolloutAdvance))
    expect(allText(refused)).toContain('This stage is watched for 1 minute more.')
    await press(office, DEV, begun, ACTION.rolloutHold)
    await expect.poll(async () => (await office.useCases.rollouts.ofRequest(id))?.state).toBe('held')
    expect(allText(await typed(`/deploy rollout ${id}`))).toContain('Resume')
  })

  test('what is not granted is not rolled out', async () => {
    const said = allText(await typed('/deploy request billing abc1234 featur'))
    const id = /r-\d+/.exec(said)?.[0] ?? ''
    expect(allText(await typed(`/deploy rollout ${id}`))).toContain('is open, not granted')
  })
})

describe('the calendar in Slack', () => {
  test('stakeholders are named by those who may', async () => {
    const said = allText(await typed('/deploy stakeholders billing @rae', SRE))
    expect(said).toContain('Watching Billing: <@U0SRE00001>')
  })

  test.each([
    ['/deploy plan billing', ['Please give all of it']],
    ['/deploy plan billing v9 featur someday 10:00', ['is no time']],
    ['/deploy plan billing v9 nonsense tomorrow 10:00', ['There is no change type']],
    ['/deploy plan billing v9 feature tomorrow 10:00', ['Planned for', '`p-1`', 'This is no approval']],
    ['/deploy calendar', ['The next two weeks', 'v9', '`p-1`']],
    ['/deploy away @rae', ['Who, and when?']],
    ['/deploy away @rae 2026-12-24 2026-12-31', ['away from 2026-12-24 to 2026-12-31']],
    ['/deploy stakeholders billing', ['Please name the service and people']],
    ['/deploy stakeholders billing @rae', ['Only the service’s owner and the role sre']],
    ['/deploy unplan p-9', ['There is no plan p-9']],
    ['/deploy unplan p-1', ['Called off']],
    ['/deploy tick', ['Which one?']],
  ])('%s', async (line, parts) => {
    const said = allText(await typed(line))
    for (const part of parts) expect(said).toContain(part)
  })
})
