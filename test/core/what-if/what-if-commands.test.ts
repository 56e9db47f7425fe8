import { expect, test } from 'vitest'
import { whatIfCommands } from '../../../src/core/what-if/what-if-commands.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import type { SliSource } from '../../../src/core/budgets/sli-source.ts'
import { trafficSource } from './traffic-source.ts'

test('works on two questions at once, refuses a third, and takes the next when one is answered', async () => {
  const platform = await Platform.open()
  const { store, clock } = platform
  const plain = trafficSource()
  const answers: (() => void)[] = []
  const source: SliSource = {
    measure: async (...asked) => {
      if (answers.length < 2) await new Promise<void>((resolve) => answers.push(resolve))
      return plain.measure(...asked)
    },
  }
  const whatIf = whatIfCommands({ catalog: () => platform.catalog, source, store, clock })
  const question = { service: GATEWAY, outages: [{ startsInMs: 0, durationMs: 60_000, badRatio: 1 }] }
  const underWay = [whatIf.simulate(question), whatIf.simulate(question)]
  expect(await whatIf.simulate(question)).toEqual({
    kind: 'refused',
    why: 'other questions are being worked on: ask again in a moment',
  })
  while (answers.length < 2) await new Promise((resolve) => setImmediate(resolve))
  for (const answer of answers) answer()
  expect((await Promise.all(underWay)).map(({ kind }) => kind)).toEqual(['simulated', 'simulated'])
  expect((await whatIf.simulate(question)).kind).toBe('simulated')
  await platform.close()
})
