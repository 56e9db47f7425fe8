import type { Clock } from '../../src/core/kernel/time/clock.ts'
import type { PagePanel, PageSubcommand } from './page-protocol.ts'

export interface TeamSeed {
  readonly id: string
  readonly name: string
  readonly domain: string
}

export interface PersonSeed {
  readonly id: string
  /** The handle without `@`. */
  readonly name: string
  readonly realName: string
  readonly title: string
  readonly email: string
  /** Background of the round picture with the initials, as a CSS colour. */
  readonly colour: string
  /** As in `Europe/Berlin`. Default: UTC. */
  readonly timeZone?: string
  readonly isBot?: boolean
  readonly isDeactivated?: boolean
  /** A guest of several channels. */
  readonly isRestricted?: boolean
  /** A guest of one channel. */
  readonly isUltraRestricted?: boolean
  /** Somebody of another organisation, seen through a shared channel. */
  readonly isStranger?: boolean
  /** When the person belongs to another team. */
  readonly teamId?: string
}

export interface ChannelSeed {
  readonly id: string
  readonly name: string
  readonly topic: string
  readonly isPrivate?: boolean
  readonly isArchived?: boolean
  /** User ids; everybody of the team when left out. */
  readonly members?: readonly string[]
  /** Whether the bot was invited; default false. */
  readonly hasBot?: boolean
}

export interface UserGroupSeed {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly users: readonly string[]
  readonly isDisabled?: boolean
}

export interface CommandSeed {
  readonly command: string
  readonly hint: string
  readonly description: string
  /** What can be typed after it, for the page's completion. Slack itself knows nothing of it. */
  readonly subcommands?: readonly PageSubcommand[]
}

export interface AppSeed {
  readonly name: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly commands: readonly CommandSeed[]
  /** Default: every scope that the app's manifest asks for. */
  readonly scopes?: readonly string[]
  /** Events that it is subscribed to. Default: those of the app's manifest. */
  readonly events?: readonly string[]
  /** Whether the app's Home Tab is turned on; default true. */
  readonly hasHome?: boolean
  /** HTTP mode: signed requests are posted here; a function is asked for each of them. Left out, the app is reached through Socket Mode. */
  readonly requestUrl?: string | (() => string)
  readonly id?: string
  readonly botUserId?: string
  readonly botId?: string
}

/** What stands beside the channels on the page; its content belongs to the caller who starts the workspace. */
export interface PanelSource {
  state(): PagePanel
  /** Rejects with an error whose message is shown to the person. */
  act(action: string, service: string | null): Promise<void>
}

export interface WorkspaceOptions {
  readonly team: TeamSeed
  readonly people: readonly PersonSeed[]
  readonly channels: readonly ChannelSeed[]
  readonly userGroups: readonly UserGroupSeed[]
  readonly app: AppSeed
  readonly clock: Clock
  /** Left out: any free port. */
  readonly port?: number
  readonly panel?: PanelSource
  /** True on a free plan: every `usergroups.*` call answers `plan_upgrade_required`. */
  readonly isFreePlan?: boolean
}

/** What Budgeteer's manifest subscribes to. */
export const DEFAULT_EVENTS: readonly string[] = [
  'app_home_opened',
  'subteam_created',
  'subteam_members_changed',
  'subteam_updated',
]

/** What Budgeteer's manifest asks for. */
export const DEFAULT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'channels:read',
  'channels:join',
  'channels:history',
  'groups:read',
  'groups:history',
  'im:read',
  'im:write',
  'im:history',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'team:read',
  'files:write',
]
