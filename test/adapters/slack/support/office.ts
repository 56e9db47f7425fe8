import { setTimeout as sleep } from 'node:timers/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { tellingStore } from '../../../../src/app/telling-store.ts'
import { poll } from '../../../../src/core/poll/poll.ts'
import { type UseCases, useCases } from '../../../../src/core/use-cases.ts'
import { CountingIds } from '../../../support/counting-ids.ts'
import { Platform } from '../../../support/platform.ts'
import { startWorkspace, type Workspace } from '../../../../demo/workspace/workspace.ts'
import type { PersonSeed } from '../../../../demo/workspace/workspace-options.ts'
import type { RoleBook } from '../../../../src/core/people/role-book.ts'
import {
  startSlack,
  type SlackConnection,
  type SlackOptions,
} from '../../../../src/adapters/slack/connection.ts'
import type { Logger } from '../../../../src/adapters/slack/logger.ts'
import { SCOPES } from '../../../../src/adapters/slack/scopes.ts'
import type { Clock } from '../../../../src/core/kernel/time/clock.ts'
import { sampleCatalog, samplePolicy } from './sample-policy.ts'

const person = (id: string, name: string, rest: Partial<PersonSeed> = {}): PersonSeed => ({
  id,
  name,
  realName: name,
  title: '',
  email: `${name}@example.com`,
  colour: '#444444',
  ...rest,
})

export const DEV = 'U0DEVELOPER'
export const OWNER = 'U0OWNER001'
export const SENIOR = 'U0SENIOR01'
export const SRE = 'U0SRE00001'
export const GUEST = 'U0GUEST001'

export const PEOPLE: readonly PersonSeed[] = [
  person(DEV, 'dana'),
  person(OWNER, 'olive'),
  person(SENIOR, 'sam'),
  person(SRE, 'rae', { timeZone: 'Europe/Berlin' }),
  person(GUEST, 'gus', { isRestricted: true }),
  person('U0ULTRA001', 'uma', { isUltraRestricted: true }),
  person('U0GONE0001', 'gone', { isDeactivated: true }),
  person('U0STRANGER', 'stran', { isStranger: true }),
  person('U0FOREIGN1', 'fern', { teamId: 'T0ELSEWHER' }),
  person('U0ROBOT001', 'robo', { isBot: true }),
]

export const BOOK: RoleBook = {
  roles: new Map(
    (
      [
        ['service-owner', 'Service owner', OWNER],
        ['senior-engineer', 'Senior engineer', SENIOR],
        ['sre', 'SRE', SRE],
      ] as const
    ).map(([role, title, user]) => [
      role,
      { title, users: [user], groups: role === 'sre' ? ['S0SRES0001'] : [], implies: [] },
    ]),
  ),
  owners: new Map(),
}

export const TOKENS = {
  botToken: 'xoxb-office-test-token',
  appToken: 'xapp-office-test-token',
  signingSecret: 'office-signing-secret',
}

/** Time as it is, plus what a test added to it. */
export class ShiftedClock implements Clock {
  shiftMs = 0

  now(): number {
    return Date.now() + this.shiftMs
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  }
}

/** A log that keeps every line. */
export class KeptLog implements Logger {
  readonly lines: string[] = []
  debug = (fields: object, message: string) => this.#keep('debug', fields, message)
  info = (fields: object, message: string) => this.#keep('info', fields, message)
  warn = (fields: object, message: string) => this.#keep('warn', fields, message)
  error = (fields: object, message: string) => this.#keep('error', fields, message)

  #keep(level: string, fields: object, message: string): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  }
}

export interface Office {
  readonly workspace: Workspace
  readonly slack: SlackConnection
  /** The store, and the source of budgets. */
  readonly platform: Platform
  readonly useCases: UseCases
  readonly clock: ShiftedClock
  readonly log: KeptLog
  readonly options: SlackOptions
  close(): Promise<void>
}

/** Budgets in each of the three levels. */
const REMAINING = { 'inference-gateway': 0.42, billing: 0.86, 'model-registry': 0.18 }

/** An embedded workspace with the real bot in it, in either mode: its store is in memory, and it has polled once. */
export async function openOffice(
  mode: 'socket' | 'http',
  settings: {
    readonly isFreePlan?: boolean
    readonly scopes?: readonly string[]
    readonly events?: readonly string[]
    readonly book?: RoleBook
  } = {},
): Promise<Office> {
  const clock = new ShiftedClock()
  const log = new KeptLog()
  const bot: { slack?: SlackConnection } = {}
  const server = createServer((request, response) => {
    void bot.slack?.handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  const workspace = await startWorkspace({
    team: { id: 'T0OFFICE01', name: 'Office', domain: 'office' },
    people: PEOPLE,
    channels: [
      { id: 'C0ENGINEER', name: 'engineering', topic: '' },
      { id: 'C0APPROVAL', name: 'deploy-approvals', topic: '' },
      { id: 'C0INCIDENT', name: 'incidents', topic: '' },
      { id: 'C0SECRET01', name: 'secret', topic: '', isPrivate: true },
    ],
    userGroups: [{ id: 'S0SRES0001', handle: 'sres', name: 'SREs', users: [SRE] }],
    app: {
      name: 'Budgeteer',
      ...TOKENS,
      commands: [
        { command: '/budget', hint: '', description: '' },
        { command: '/deploy', hint: '', description: '' },
      ],
      scopes: settings.scopes ?? SCOPES,
      ...(settings.events !== undefined && { events: settings.events }),
      ...(mode === 'http' ? { requestUrl: `http://127.0.0.1:${port}/slack/events` } : {}),
    },
    clock,
    ...(settings.isFreePlan === undefined ? {} : { isFreePlan: settings.isFreePlan }),
  })
  const platform = await Platform.open([...sampleCatalog.services.values()], samplePolicy)
  platform.source.burnRate = 1.1
  for (const [service, ratio] of Object.entries(REMAINING)) platform.source.set(service, ratio)
  const world = {
    ...platform.everything,
    store: tellingStore(platform.everything.store, {
      receivers: [],
      ids: new CountingIds(),
      onOwed: () => undefined,
      onChanged: () => bot.slack?.changed(),
    }),
    roleBook: () => settings.book ?? BOOK,
    directory: {
      identify: (userIds: readonly string[]) => slack.directory.identify(userIds),
      members: (groupIds: readonly string[]) => slack.directory.members(groupIds),
    },
    clock,
    ids: new CountingIds(),
  }
  const commands = useCases(world)
  const options: SlackOptions = {
    mode,
    ...TOKENS,
    apiUrl: workspace.apiUrl,
    channels: { announcements: '#engineering', approvals: 'deploy-approvals', incidents: 'C0INCIDENT' },
    useCases: commands,
    seen: world.store.seen,
    clock,
    ids: new CountingIds(),
    logger: log,
  }
  const slack = await startSlack(options)
  bot.slack = slack
  await poll(world)
  return {
    workspace,
    slack,
    platform,
    useCases: commands,
    clock,
    log,
    options,
    close: async () => {
      await slack.stop()
      await workspace.close()
      await platform.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
