import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { SUBCOMMANDS } from '../../../src/adapters/slack/commands/registry.ts'
import { EVENTS, OPTIONAL_SCOPES, SCOPES } from '../../../src/adapters/slack/scopes.ts'

const manifest = parse(
  readFileSync(new URL('../../../config/slack-manifest.yaml', import.meta.url), 'utf8'),
) as {
  features: {
    app_home: { home_tab_enabled: boolean }
    slash_commands: { command: string; should_escape: boolean; usage_hint: string; description: string }[]
  }
  oauth_config: { scopes: { bot: string[]; bot_optional: string[] } }
  settings: {
    socket_mode_enabled: boolean
    interactivity: { is_enabled: boolean }
    event_subscriptions: { bot_events: string[] }
  }
}
const commands = manifest.features.slash_commands

test('the manifest has the commands of the registry', () => {
  expect(commands.map(({ command }) => command)).toEqual([
    ...new Set(SUBCOMMANDS.map(({ command }) => command)),
  ])
})

test('mentions arrive as ids', () => {
  expect(commands.every((command) => command.should_escape)).toBe(true)
})

test('every subcommand that a hint names exists', () => {
  for (const { command, usage_hint: hint } of commands) {
    const named = hint.split('|').map((part) => part.trim().split(' ')[0])
    const known = SUBCOMMANDS.filter((subcommand) => subcommand.command === command).map(({ name }) => name)
    expect(known).toEqual(expect.arrayContaining(named))
  }
})

test('the manifest asks for the scopes that the bot uses', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual([...SCOPES])
})

test('the manifest marks what may be left out, which stands among the other scopes too, as Slack wants it', () => {
  expect(manifest.oauth_config.scopes.bot_optional).toEqual([...OPTIONAL_SCOPES])
})

test('the manifest subscribes to the events that the bot listens to', () => {
  expect(manifest.settings.event_subscriptions.bot_events).toEqual([...EVENTS])
})

test('the Home tab is on', () => {
  expect(manifest.features.app_home.home_tab_enabled).toBe(true)
})

test('Socket Mode and interactivity are on', () => {
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } })
})
