import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import type { FlagChange } from '../../../src/core/flags/flag-change.ts'
import { contentOf } from '../../../src/core/flags/tell-rollback.ts'
import { channel } from '../../../src/core/kernel/outbox/owed-message.ts'
import { aFlagChange } from '../../support/a-flag-change.ts'
import { KeptFlags } from '../../support/kept-flags.ts'
import { allText, messageIn } from './support/answers.ts'
import { posted, press } from './support/messages.ts'
import { DEV, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

let office: Office
let flags: KeptFlags

/** A flag of billing that Budgeteer switched off. */
const switchedOff = (): FlagChange => aFlagChange({ key: 'new*invoice*' })

beforeEach(async () => {
  office = await openOffice('socket')
  flags = new KeptFlags('live', { 'new*invoice*': true })
  flags.turn('new*invoice*', false)
  office.platform.flagProviders.set('flags', flags)
  await office.platform.store.flagChanges.save([switchedOff()])
})
afterEach(() => office.close())

const typed = async (line: string, person = DEV): Promise<Message> =>
  messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line))

async function told(): Promise<Message> {
  const content = contentOf([switchedOff()], office.platform)
  if (content === null) throw new Error('nothing is told')
  const owed = { address: channel('incidents'), subject: 'flags/fr-1', content }
  return posted(office, owed, { text: 'Flags', blocks: messageBlocks(content, 'Flags') })
}

const change = async (): Promise<FlagChange | undefined> =>
  (await office.platform.store.flagChanges.recent(1))[0]

describe('a rollback of flags in Slack', () => {
  test('is put back by the button, for those who may', async () => {
    const message = await told()
    const refused = await messageIn(await press(office, DEV, message, ACTION.restoreFlags))
    expect(allText(refused)).toContain('may put flags back.')
    expect((await change())?.state).toBe('off')
    const done = await messageIn(await press(office, SRE, message, ACTION.restoreFlags))
    expect(allText(done)).toContain('Going back to how they were')
    expect(await change()).toMatchObject({ state: 'putting-back', restoredBy: SRE, anyway: false })
  })

  test('that somebody has touched is asked about, and put back all the same by a second press', async () => {
    flags.turn('new*invoice*', true)
    flags.turn('new*invoice*', false)
    const asked = await messageIn(await press(office, SRE, await told(), ACTION.restoreFlags))
    expect(allText(asked)).toContain('is off now, and was on before the rollback')
    expect((await change())?.state).toBe('off')
    await messageIn(await press(office, SRE, asked, ACTION.restoreFlagsAnyway))
    expect(await change()).toMatchObject({ state: 'putting-back', anyway: true })
  })

  test('is listed, with names that format nothing', async () => {
    const listed = allText(await typed('/budget flags'))
    for (const part of ['Billing', 'New features burn.', 'on → off', '/budget flags restore fr-1'])
      expect(listed).toContain(part)
    expect(listed).not.toContain('new*invoice*')
    expect(allText(await typed('/budget flags inference'))).toContain('No feature flag was rolled back.')
  })

  test.each([
    ['/budget flags restore', DEV, 'Please give the rollback'],
    ['/budget flags restore fr-1 perhaps', SRE, 'Please give the rollback'],
    ['/budget flags restore fr-9', SRE, 'There is no rollback fr-9'],
    ['/budget flags restore fr-1', DEV, 'may put flags back.'],
    ['/budget flags restore FR-1', SRE, 'Going back to how they were'],
    ['/budget flags restore fr-1 anyway', SRE, 'Going back to how they were'],
  ])('%s', async (line, person, part) => {
    expect(allText(await typed(line, person))).toContain(part)
  })
})
