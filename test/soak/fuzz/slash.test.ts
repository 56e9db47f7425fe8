import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVELOPER, OWNER, SRE_1, VP } from '../../../demo/cast.ts'
import { SUBCOMMANDS } from '../../../src/adapters/slack/commands/registry.ts'
import { SERVICE } from '../../e2e/a-stage.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearly } from './nasty-text.ts'
import { openWire, type Wire } from './wire.ts'

const PATIENCE_MS = 25_000

/** What stands in the place of an argument. */
const ARGUMENTS = [
  SERVICE,
  'v1.2.3',
  'p0-hotfix',
  'feature',
  '@sre1',
  'production',
  'tomorrow 9am',
  'for 2h',
  '30m 50%',
  '45m ago',
  '99.9',
  'r-1',
  '#1',
  'because the queue is full',
  '"a summary in quotes"',
  'all',
  'next',
]

let wire: Wire
beforeAll(async () => {
  wire = await openWire()
})
afterAll(() => wire.close())

const lines = fc
  .tuple(
    fc.constantFrom(...SUBCOMMANDS.map(({ command, name }) => ({ command, name }))),
    fc.array(fc.constantFrom(...ARGUMENTS), { maxLength: 5 }),
  )
  .chain(([{ command, name }, words]) =>
    nearly(`${name} ${words.join(' ')}`).map((text) => `${command} ${text}`.slice(0, 7_000)),
  )

test('whatever is typed after a command is answered in words for people', async () => {
  const cases = fc.record({
    person: fc.constantFrom(DEVELOPER.id, SRE_1.id, VP.id, OWNER.id),
    channel: fc.constantFrom('engineering', 'incidents'),
    line: lines,
  })
  await fuzz('slash commands', cases, async ({ person, channel, line }) => {
    const { workspace } = wire.stage
    const outcome = await workspace.runCommand(person, workspace.channel(channel).id, line)
    expect(outcome.failure).toBeNull()
    const shown = await outcome.answer(PATIENCE_MS)
    expect(wire.errors()).toEqual([])
    if (shown === undefined) throw new Error('silence')
    if (shown.kind === 'view') {
      expectClear(JSON.stringify(shown.view.view))
      await workspace.closeView(shown.view, true)
    } else expectClear(JSON.stringify([shown.message.text, shown.message.blocks]))
  })
})
