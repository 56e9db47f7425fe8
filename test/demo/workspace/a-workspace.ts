import { App, LogLevel } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { onTestFinished } from 'vitest'

import type { Workspace } from '../../../demo/workspace/workspace.ts'
import { startWorkspace } from '../../../demo/workspace/workspace.ts'
import type { AppSeed, PersonSeed, WorkspaceOptions } from '../../../demo/workspace/workspace-options.ts'
import type { Clock } from '../../../src/core/kernel/time/clock.ts'

export const BOT_TOKEN = 'xoxb-test-bot'
export const APP_TOKEN = 'xapp-test-app'
export const SIGNING_SECRET = 'test-signing-secret'
export const DEV = 'U0DEV'
export const SRE = 'U0SRE'

/** A clock that stands still until it is told to go on. */
export class SteppedClock implements Clock {
  #now = Date.parse('2026-11-02T09:00:00Z')

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }

  sleep(ms: number): Promise<void> {
    this.advance(ms)
    return Promise.resolve()
  }
}

export function person(id: string, name: string, more: Partial<PersonSeed> = {}): PersonSeed {
  return {
    id,
    name,
    realName: name,
    title: 'Engineer',
    email: `${name}@example.com`,
    colour: '#666',
    ...more,
  }
}

/** Stops it after the test, last started first. */
export function afterwards(cleanup: () => Promise<unknown>): void {
  onTestFinished(async () => {
    await cleanup()
  })
}

export async function aWorkspace(
  more: Partial<Omit<WorkspaceOptions, 'app'>> & { readonly app?: Partial<AppSeed> } = {},
): Promise<{ workspace: Workspace; clock: SteppedClock; client: WebClient }> {
  const clock = new SteppedClock()
  const workspace = await startWorkspace({
    team: { id: 'T0TEAM', name: 'Example', domain: 'example' },
    people: [
      person(DEV, 'dana'),
      person(SRE, 'sam'),
      person('U0GUEST', 'gus', { isRestricted: true }),
      person('U0GONE', 'gone', { isDeactivated: true }),
      person('U0OTHER', 'olga', { isStranger: true, teamId: 'T0OTHER' }),
    ],
    channels: [
      { id: 'C0ENG', name: 'engineering', topic: 'Everything', hasBot: true },
      { id: 'C0OPEN', name: 'open', topic: 'No bot here' },
      { id: 'C0OLD', name: 'old', topic: 'Archived', isArchived: true, hasBot: true },
      { id: 'C0SECRET', name: 'secret', topic: 'Private, no bot', isPrivate: true },
      { id: 'C0INNER', name: 'inner', topic: 'Private', isPrivate: true, hasBot: true, members: [SRE] },
    ],
    userGroups: [
      { id: 'S0SRE', handle: 'sre', name: 'SRE', users: [SRE] },
      { id: 'S0OFF', handle: 'off', name: 'Off', users: [DEV], isDisabled: true },
    ],
    clock,
    ...more,
    app: {
      name: 'Budgeteer',
      botToken: BOT_TOKEN,
      appToken: APP_TOKEN,
      signingSecret: SIGNING_SECRET,
      commands: [{ command: '/budget', hint: 'status', description: 'Budgets' }],
      ...more.app,
    },
  })
  afterwards(() => workspace.close())
  return { workspace, clock, client: aClient(workspace) }
}

/** Slack's own client, told to give up at once. */
export function aClient(workspace: Workspace, token = BOT_TOKEN): WebClient {
  return new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: silent,
  })
}

const nothing = (): void => undefined
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}

/** A Bolt app in Socket Mode, connected to the workspace. */
export async function aBoltApp(workspace: Workspace, listen: (app: App) => void): Promise<App> {
  const app = new App({
    token: BOT_TOKEN,
    appToken: APP_TOKEN,
    socketMode: true,
    logger: silent,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  })
  listen(app)
  await app.start()
  afterwards(() => app.stop())
  return app
}

/** The error code and the named problems of a call that Slack refused. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ error: string; problems: readonly string[] }> {
  try {
    await call
  } catch (error) {
    const data = (error as { data?: { error?: string; response_metadata?: { messages?: string[] } } }).data
    return { error: data?.error ?? String(error), problems: data?.response_metadata?.messages ?? [] }
  }
  return { error: 'none', problems: [] }
}
