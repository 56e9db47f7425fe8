import { DEFAULTS } from './pauses.ts'

/** How the value of a flag is read. */
export type FlagKind =
  | 'address'
  /** From 1. */
  | 'count'
  /** From 0. */
  | 'number'
  | 'duration'
  | 'file'
  /** With commas between. */
  | 'names'
  | 'switch'
  | 'text'
  | 'verdict'

export interface Flag {
  readonly name: string
  readonly kind: FlagKind
  /** As the help shows it: `<name>`, or `[duration]` where it may be left out. A switch has none. */
  readonly value?: string
  /** Its name in the body of the question. */
  readonly field?: string
  readonly required?: true
  readonly help: string
}

/** Every flag of the gate client, in the order of the help. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'url',
    kind: 'address',
    value: '<url>',
    help: 'where the bot listens ($BUDGETEER_URL if not given)',
  },
  { name: 'service', kind: 'text', value: '<name>', field: 'service', required: true, help: 'the service' },
  {
    name: 'change',
    kind: 'text',
    value: '<type>',
    field: 'change',
    required: true,
    help: 'the change type: feature, p0-hotfix, …',
  },
  {
    name: 'revision',
    kind: 'text',
    value: '<revision>',
    field: 'revision',
    help: "what is shipped: a commit, a tag (default: the CI's commit)",
  },
  {
    name: 'environment',
    kind: 'text',
    value: '<name>',
    field: 'environment',
    help: 'where to (default: production)',
  },
  {
    name: 'risk',
    kind: 'text',
    value: '<risk>',
    field: 'risk',
    help: "a risk higher than the change type's own",
  },
  {
    name: 'request',
    kind: 'text',
    value: '<id>',
    field: 'request',
    help: 'the deploy request that this belongs to',
  },
  {
    name: 'run',
    kind: 'text',
    value: '<id>',
    field: 'run',
    help: "the pipeline run: a further attempt of it may use its grant again (default: the CI's own)",
  },
  {
    name: 'attempt',
    kind: 'count',
    value: '<number>',
    field: 'attempt',
    help: 'which attempt of the run this is, from 1 (default: as the CI counts it)',
  },
  {
    name: 'confirm',
    kind: 'names',
    value: '<names>',
    field: 'confirm',
    help: 'requirements that this pipeline vouches for, with commas between',
  },
  {
    name: 'wait',
    kind: 'duration',
    value: '[duration]',
    help: `ask until it is decided, at most so long (default: ${DEFAULTS.wait})`,
  },
  {
    name: 'interval',
    kind: 'duration',
    value: '<duration>',
    help: 'pause between two questions of --wait (default: 2s, growing to 15s)',
  },
  {
    name: 'timeout',
    kind: 'duration',
    value: '<duration>',
    help: `how long one try may take (default: ${DEFAULTS.timeout})`,
  },
  {
    name: 'retries',
    kind: 'number',
    value: '<number>',
    help: `further tries of a bot that cannot be reached (default: ${DEFAULTS.retries})`,
  },
  {
    name: 'on-error',
    kind: 'verdict',
    value: '<verdict>',
    help: 'allow or deny: what to conclude when the bot cannot be reached',
  },
  {
    name: 'cacert',
    kind: 'file',
    value: '<file>',
    help: "PEM file of the authorities to trust instead of the system's ($CURL_CA_BUNDLE if not given)",
  },
  {
    name: 'dry-run',
    kind: 'switch',
    field: 'dryRun',
    help: 'ask without using the grant: what would be answered now?',
  },
  { name: 'json', kind: 'switch', help: 'print the answer as JSON; the last line goes to standard error' },
]
