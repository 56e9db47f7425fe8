import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import { allText, messageIn } from './support/answers.ts'
import { DEV, type Office, openOffice } from './support/office.ts'
import { SCOPES } from '../../../src/adapters/slack/scopes.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice('socket')
})
afterAll(() => office.close())

const typed = async (line: string, channel = 'engineering', at = office): Promise<Message> =>
  messageIn(await at.workspace.runCommand(DEV, channel, line))
const pictured = (at = office): readonly Message[] =>
  at.workspace
    .messages(at.workspace.channel(DEV).id)
    .filter(({ blocks }) => blocks.some(({ type }) => type === 'image'))

describe('/budget history', () => {
  test('answers the person with the words, and shows the picture in their direct messages', async () => {
    const before = pictured().length
    const answer = await typed('/budget history billing 7d')
    expect(answer.ephemeralFor).toBe(DEV)
    expect(answer.text).toContain('Where the budget of Billing went in the last 7 days')
    expect(answer.text).toContain('86%')
    expect(answer.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context', 'context'])
    const [picture, ...more] = pictured().slice(before)
    expect(more).toEqual([])
    expect(picture?.text).toMatch(
      /^Where the budget of Billing went in the last 7 days\. Error budget .*% was left/,
    )
    expect(allText(answer)).toContain(`p${picture?.ts.replace('.', '')}|in your direct messages`)
  })

  test('typed in the direct messages it is one message, with the picture', async () => {
    const before = pictured().length
    const channel = office.workspace.channel(DEV)
    await office.workspace.runCommand(DEV, channel.id, '/budget history billing')
    const picture = await office.workspace.waitFor(() => pictured()[before])
    expect(picture.ephemeralFor).toBeNull()
    expect(office.workspace.ephemerals(DEV).filter((one) => one.channel === channel.id)).toEqual([])
  })

  test('asked twice at once it shows one picture, and answers once', async () => {
    const [before, answered] = [pictured().length, office.workspace.ephemerals(DEV).length]
    await Promise.all(
      [1, 2].map(() => office.workspace.runCommand(DEV, 'engineering', '/budget history billing 9d')),
    )
    await office.workspace.waitFor(() => office.workspace.ephemerals(DEV)[answered])
    await typed('/budget history billing 8d')
    expect(
      pictured()
        .slice(before)
        .map(({ text }) => /last \d days/.exec(text)?.[0]),
    ).toEqual(['last 9 days', 'last 8 days'])
    expect(office.workspace.ephemerals(DEV).slice(answered)).toHaveLength(2)
  })

  test.each([
    ['/budget history billing --burn', 'How fast the budget of Billing burnt'],
    ['/budget history billing —burn', 'How fast the budget of Billing burnt'],
    ['/budget history', 'Levels of all services'],
    ['/budget history 12h', 'Levels of all services in the last 12 hours'],
    ['/budget history BILL 1w', 'Where the budget of Billing went in the last 7 days'],
  ])('%s', async (line, expected) => {
    expect((await typed(line)).text.startsWith(`${expected}. `)).toBe(true)
  })

  test.each([
    ['/budget history nothing', 'There is no service “nothing”.'],
    ['/budget history billing model-registry', 'One service and one length of time'],
    ['/budget history billing 900d', 'from an hour to 400 days'],
    ['/budget history --burn', 'Burn rates are those of one service'],
  ])('%s is not understood', async (line, expected) => {
    expect((await typed(line)).text).toContain(expected)
  })

  test('without the scope the words are all there is', async () => {
    const poor = await openOffice('socket', { scopes: SCOPES.filter((scope) => scope !== 'files:write') })
    try {
      const answer = await typed('/budget history billing', 'engineering', poor)
      expect(answer.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context'])
      expect(pictured(poor)).toEqual([])
    } finally {
      await poor.close()
    }
  })

  test('where no direct message can be sent the words are all there is', async () => {
    office.workspace.failNext('conversations.open', { error: 'missing_scope' })
    const answer = await typed('/budget history billing')
    expect(answer.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context'])
  })
})
