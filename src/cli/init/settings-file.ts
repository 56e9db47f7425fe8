import { stringify } from 'yaml'
import type { Starter, StarterRole } from './starter.ts'
import { peopleYaml } from './service-file.ts'

/** `budgeteer.yaml` of a first configuration, with what a reader needs to know to change it. */
export function settingsFile(starter: Starter): string {
  const { channels, roles, policy, isShadow } = starter
  return `# Written by \`budgeteer init\`. Connections, channels and people; services are in slos/, rules in policies/. \`budgeteer check\` reads all of it.
# No secrets in these files: they come from the environment, or from a file .env. env.example says which there are.

time_zone: UTC

# Quote the names: # begins a comment otherwise. Private channels go by their id, and the bot must be invited to them.
channels:
  announcements: ${inline(channels.announcements)}
  approvals: ${inline(channels.approvals)}
  incidents: ${inline(channels.incidents)}
${isShadow ? '  # What is in shadow is told here, and nowhere else.\n' : ''}  shadow: ${inline(channels.shadow)}

# Who may approve what: Slack users (U…), or user groups (S…) on paid plans. service-owner is not listed: each service names its owner.
roles:
${roles.map((role) => `  ${role.name}: ${inline(roleYaml(role))}\n`).join('')}
# Where SLIs are measured. Further settings: docs/prometheus.md.
sources:
  main:
    prometheus:
${indented(stringify(sourceYaml(starter), BLOCK), 6)}
store:
  sqlite: data/budgeteer.db

# The gate, metrics and health. 127.0.0.1 is this machine alone; 0.0.0.0 is everybody who reaches it.
http:
  host: 127.0.0.1
  port: 8080

gate:
  # Deployments elsewhere are let through.
  environments: [production]
  # One token for each caller. \`automatic\` ones deploy without a person's decision.
  tokens:
    - { name: ci, env: BUDGETEER_TOKEN_CI, automatic: true, scopes: [gate, read] }

default_policy: ${inline(policy.name)}
`
}

const roleYaml = ({ title, people, implies }: StarterRole) => ({
  title,
  ...peopleYaml(people),
  ...(implies.length > 0 && { implies: [...implies] }),
})

function sourceYaml({ connection, followed, owner }: Starter) {
  const { url, auth, headers, ca_file } = connection
  return {
    url,
    ...(auth && { auth }),
    ...(headers && { headers }),
    ...(ca_file !== undefined && { ca_file }),
    ...(followed.length > 0 && {
      // SLOs that recording rules describe are followed without a file in slos/.
      discover: { owner: peopleYaml(owner), services: followed.map(escaped).join('|') },
    }),
  }
}

/** As a regular expression that means the text itself. Names of services hold no other special character. */
const escaped = (name: string): string => name.replaceAll('.', '[.]')

const BLOCK = { lineWidth: 0, singleQuote: true } as const

/** On one line, quoted where YAML needs it. */
const inline = (value: unknown): string =>
  stringify(value, {
    lineWidth: 0,
    singleQuote: true,
    collectionStyle: 'flow',
    flowCollectionPadding: true,
  }).trimEnd()

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by))
