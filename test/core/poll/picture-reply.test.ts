import { afterEach, beforeEach, expect, test } from 'vitest'

import { useCases } from '../../../src/core/use-cases.ts'
import { GATEWAY, Platform, type Told } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const pictures = async (): Promise<readonly Told[]> =>
  (await platform.owed()).filter(({ content }) => content.kind === 'freeze-picture')

test('a freeze level gets the picture of its budget, as a reply below its announcement', async () => {
  await platform.settle(0.9)
  await platform.settle(0.18)
  const head = (await platform.owed()).find(({ content }) => content['template'] === 'critical')
  const [picture, ...others] = await pictures()
  expect(others).toEqual([])
  expect(picture).toMatchObject({
    act: 'reply',
    subject: head?.subject,
    content: {
      level: 'CRITICAL',
      picture: { kind: 'burn-down', service: GATEWAY, slo: 'availability', at: head?.owedAt },
    },
  })
})

test('a picture that a message names is one that there is', async () => {
  await platform.settle(0.18)
  const [reply] = await pictures()
  const picture = await useCases(platform.everything).pictures.named(reply?.content.picture ?? never())
  expect(picture).toMatchObject({ kind: 'burn-down', service: GATEWAY, slo: 'availability' })
})

test('each level of a freeze that goes on has its own', async () => {
  await platform.settle(0.18)
  await platform.settle(0.05)
  expect((await pictures()).map(({ content }) => content['level'])).toEqual(['CRITICAL', 'EMERGENCY'])
})

test('a level that is no freeze has none', async () => {
  await platform.settle(0.4)
  await platform.settle(0.9)
  expect(await pictures()).toEqual([])
})

function never(): never {
  throw new Error('no picture is named')
}
