import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { useCases } from '../../../src/core/use-cases.ts'
import { GATEWAY, Platform, service, type Told } from '../../support/platform.ts'

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
      serviceTitle: 'ML Inference Gateway',
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
  const subjects = (await pictures()).map(({ subject }) => subject)
  expect(new Set(subjects).size).toBe(2)
})

test('a level that is no freeze has none', async () => {
  await platform.settle(0.4)
  await platform.settle(0.9)
  expect(await pictures()).toEqual([])
})

describe('many levels in one poll', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e']
  beforeEach(async () => {
    await platform.close()
    platform = await Platform.open(NAMES.map((name) => service(name)))
    await platform.poll()
  })
  const setAll = async (ratio: number): Promise<void> => {
    for (const name of NAMES) platform.source.set(name, ratio)
    await platform.poll()
  }

  test('have one picture of their services below the digest, where a freeze is among them', async () => {
    await setAll(0.18)
    const digest = (await platform.owed()).find(({ content }) => content.kind === 'transition-digest')
    const [picture, ...others] = await pictures()
    expect(others).toEqual([])
    expect(picture).toMatchObject({
      act: 'reply',
      subject: digest?.subject,
      content: { picture: { kind: 'fleet', services: NAMES } },
    })
    platform.services = [...platform.services, service('z')]
    const drawn = await useCases(platform.everything).pictures.named(picture?.content.picture ?? never())
    expect(drawn?.kind === 'fleet' && drawn.services.map(({ service: name }) => name)).toEqual(NAMES)
  })

  test('have none where no freeze is among them', async () => {
    await setAll(0.4)
    expect(await pictures()).toEqual([])
  })
})

function never(): never {
  throw new Error('no picture is named')
}
