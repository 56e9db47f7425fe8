import { expect, test } from 'vitest'
import { SUBCOMMANDS } from '../../src/adapters/slack/commands/registry.ts'
import { COMMANDS } from '../../demo/cast.ts'

test('the page is told every subcommand of the bot', () => {
  const told = COMMANDS.flatMap(({ command, subcommands = [] }) =>
    subcommands.map(({ name }) => `${command} ${name}`),
  )
  expect(told).toEqual(SUBCOMMANDS.map(({ command, name }) => `${command} ${name}`))
})
