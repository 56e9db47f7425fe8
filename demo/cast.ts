import { SUBCOMMANDS } from '../src/adapters/slack/commands/registry.ts'
import type { SlashCommand } from '../src/adapters/slack/commands/subcommand.ts'
import type {
  ChannelSeed,
  CommandSeed,
  PersonSeed,
  TeamSeed,
  UserGroupSeed,
} from './workspace/workspace-options.ts'

/** Who lives in the demo workspace, and where they talk. The ids are those of configuration/budgeteer.yaml. */

export const TEAM: TeamSeed = { id: 'T0DEMO', name: 'ML Platform', domain: 'ml-platform' }

const person = (id: string, name: string, realName: string, title: string, colour: string): PersonSeed => ({
  id,
  name,
  realName,
  title,
  colour,
  email: `${name}@ml-platform.example`,
})

export const DEVELOPER = person('U0DEVELOPER', 'dana', 'Dana Reyes', 'Developer', '#0f766e')
export const OWNER = person('U0OWNER', 'omar', 'Omar Haddad', 'Service owner', '#7c3aed')
export const SENIOR_1 = person('U0SENIOR1', 'sofia', 'Sofia Lindqvist', 'Senior engineer', '#b45309')
export const SENIOR_2 = person('U0SENIOR2', 'samir', 'Samir Banerjee', 'Senior engineer', '#be123c')
export const SRE_1 = person('U0SRE1', 'ines', 'Inês Carvalho', 'SRE lead', '#1d4ed8')
export const SRE_2 = person('U0SRE2', 'tomas', 'Tomáš Novák', 'SRE', '#0369a1')
export const MANAGER = person('U0MANAGER', 'mei', 'Mei Tanaka', 'Engineering manager', '#4d7c0f')
export const VP = person('U0VP', 'victor', 'Victor Adeyemi', 'VP Engineering', '#9f1239')

export const PEOPLE: readonly PersonSeed[] = [DEVELOPER, OWNER, SENIOR_1, SENIOR_2, SRE_1, SRE_2, MANAGER, VP]

export const CHANNELS: readonly ChannelSeed[] = [
  { id: 'C0ENGINEERING', name: 'engineering', topic: 'Budgeteer announces every change of status here' },
  { id: 'C0APPROVALS', name: 'deploy-approvals', topic: 'Deploy requests that wait for somebody' },
  { id: 'C0INCIDENTS', name: 'incidents', topic: 'What is broken right now' },
  {
    id: 'C0SHADOW',
    name: 'budget-shadow',
    topic: 'What enforcement would have done, where a policy is tried out',
  },
]

export const USER_GROUPS: readonly UserGroupSeed[] = [
  {
    id: 'S0SENIORS',
    handle: 'senior-engineers',
    name: 'Senior engineers',
    users: [SENIOR_1.id, SENIOR_2.id],
  },
  { id: 'S0SRE', handle: 'sre', name: 'SRE team', users: [SRE_1.id, SRE_2.id] },
]

const subcommandsOf = (command: SlashCommand): NonNullable<CommandSeed['subcommands']> =>
  SUBCOMMANDS.filter((known) => known.command === command)

/** What the app registers with the workspace (config/slack-manifest.yaml). */
export const COMMANDS: readonly CommandSeed[] = [
  {
    command: '/budget',
    hint: 'status [service]',
    description: 'Error budgets: status, policy, incidents, help',
    subcommands: subcommandsOf('/budget'),
  },
  {
    command: '/deploy',
    hint: 'request [service revision change]',
    description: 'Ask to deploy: request, exception, override, list, show, cancel, help',
    subcommands: subcommandsOf('/deploy'),
  },
]
