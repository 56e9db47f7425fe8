import { type Command, InvalidArgumentError, Option } from 'commander'
import { name as roleName, envName } from '../../config/reading/fields.ts'
import { isHttpUrl } from '../../config/settings/source-shape.ts'
import type { Enforcement } from '../../core/kernel/enforcement.ts'
import { ENFORCEMENTS } from '../../core/kernel/enforcement.ts'
import { SECOND_MS, parseDuration } from '../../core/kernel/time/duration.ts'
import { withCommas } from '../terminal/with-commas.ts'
import { type Read, readChannel, readPeople } from './slack-names.ts'
import type { People } from './starter.ts'

/** What may be said on the command line, and is not asked then. */
export interface InitFlags {
  readonly prometheus?: string
  readonly bearerEnv?: string
  readonly username?: string
  readonly passwordEnv?: string
  readonly header?: readonly (readonly [string, string])[]
  readonly headerEnv?: readonly (readonly [string, string])[]
  readonly caFile?: string
  readonly service?: readonly string[]
  readonly serviceLabel?: string
  readonly most: number
  readonly timeout: number
  readonly keep?: readonly string[]
  readonly policy?: string
  readonly enforcement: Enforcement
  readonly channel?: string
  readonly approvalsChannel?: string
  readonly incidentsChannel?: string
  readonly shadowChannel?: string
  readonly owner?: People
  readonly role?: readonly (readonly [string, People])[]
  readonly out: string
  readonly backtest: boolean
  readonly yes?: true
}

const MOST_SERVICES = 20
/** What is given by --header is written to a file. */
const SECRET_HEADER = /authorization|cookie|token|secret|password|api-?key/i
const TIMEOUT_MS = 30 * SECOND_MS

/** Adds them to the command. */
export const withInitFlags = (command: Command): Command =>
  command
    .option('--prometheus <url>', 'where Prometheus is, or what speaks its API')
    .option('--bearer-env <name>', 'environment variable with a bearer token for it')
    .option('--username <name>', 'for basic authentication, beside --password-env')
    .option('--password-env <name>', 'environment variable with the password')
    .option('--header <name=value>', 'sent with every query, such as X-Scope-OrgID=payments', several(pair))
    .option('--header-env <name=variable>', 'the same, from an environment variable', several(pair))
    .option('--ca-file <path>', 'file of the authority that vouches for it, as PEM')
    .option('--service <names>', 'look only at these, with commas; may be repeated', list)
    .option('--service-label <label>', 'label that names the service (default: what all series have)', label)
    .option('--most <count>', 'how many services to look at, the busiest first', count, MOST_SERVICES)
    .addOption(
      new Option('--timeout <duration>', 'of one query, such as 30s')
        .argParser(patience)
        .default(TIMEOUT_MS, '30s'),
    )
    .option('--keep <slos>', 'keep only these, such as checkout/latency, with commas; may be repeated', list)
    .option('--policy <name>', 'one of the policies that come with Budgeteer')
    .addOption(
      new Option('--enforcement <word>', 'whether the policy binds from the first day')
        .choices(ENFORCEMENTS)
        .default('shadow'),
    )
    .option('--channel <name>', 'where announcements go, such as engineering', readBy(readChannel))
    .option('--approvals-channel <name>', 'where requests go (default: --channel)', readBy(readChannel))
    .option('--incidents-channel <name>', 'where incidents go (default: --channel)', readBy(readChannel))
    .option('--shadow-channel <name>', 'where shadow is told (default: budget-shadow)', readBy(readChannel))
    .option('--owner <ids>', 'Slack ids of who owns the services, with commas', readBy(readPeople))
    .option('--role <name=ids>', 'who has a role; may be repeated (default: the owner)', several(holders))
    .option('--out <folder>', 'where the configuration goes', 'config')
    .option('--no-backtest', 'do not play the policy over the last 30 days')
    .option('--yes', 'ask nothing, and keep every SLO that has a reading')

/**
 * What is wrong with the flags that may hold a secret by mistake. They are looked at here, because the library repeats a value
 * that it refuses.
 */
export function flagFaults(flags: InitFlags): readonly string[] {
  const { prometheus, bearerEnv, username, passwordEnv, header = [], headerEnv = [] } = flags
  const address = prometheus === undefined ? undefined : addressFault(prometheus)
  const variables = [
    ['--bearer-env', bearerEnv] as const,
    ['--password-env', passwordEnv] as const,
    ...headerEnv.map(([, variable]) => ['--header-env', variable] as const),
  ]
  return [
    ...(address === undefined ? [] : [`--prometheus takes ${address}`]),
    ...variables.flatMap(([flag, variable]) => {
      const fault = variable === undefined ? undefined : variableFault(variable)
      return fault === undefined ? [] : [`${flag} takes ${fault}`]
    }),
    ...header.flatMap(([name]) =>
      SECRET_HEADER.test(name)
        ? [`--header ${name} holds a secret: name its variable by --header-env ${name}=PROMETHEUS_TOKEN`]
        : [],
    ),
    ...((username === undefined) === (passwordEnv === undefined)
      ? []
      : ['--username and --password-env go together']),
    ...(bearerEnv !== undefined && username !== undefined
      ? ['either --bearer-env or --username says how Prometheus knows us, not both']
      : []),
  ]
}

/** What is wrong with an address that was typed; undefined when nothing is. */
export function addressFault(url: string): string | undefined {
  if (!isHttpUrl(url)) return 'an address such as http://prometheus:9090'
  const { username, password } = new URL(url)
  return username === '' && password === ''
    ? undefined
    : 'an address without a password: name the user by --username and the variable by --password-env'
}

export const variableFault = (typed: string): string | undefined =>
  envName.safeParse(typed).success
    ? undefined
    : 'the name of an environment variable such as PROMETHEUS_TOKEN, never the secret itself'

function label(typed: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(typed)) return typed
  throw new InvalidArgumentError('It must be the name of a label such as app.')
}

function count(typed: string): number {
  const most = Number(typed)
  if (/^\d+$/.test(typed) && most >= 1 && most <= 500) return most
  throw new InvalidArgumentError('It must be a whole number from 1 to 500.')
}

function patience(typed: string): number {
  const ms = parseDuration(typed) ?? 0
  if (ms >= SECOND_MS) return ms
  throw new InvalidArgumentError('It must be a duration such as 30s, at least 1s.')
}

const list = (typed: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...withCommas(typed),
]

const several =
  <Value>(read: (typed: string) => Value) =>
  (typed: string, before: readonly Value[] = []): readonly Value[] => [...before, read(typed)]

function pair(typed: string): readonly [string, string] {
  const [, key = '', value = ''] = /^([A-Za-z0-9-]+)\s*[=:]\s*(.*\S)\s*$/.exec(typed) ?? []
  if (key === '') throw new InvalidArgumentError('It must be such as X-Scope-OrgID=payments.')
  return [key, value]
}

function holders(typed: string): readonly [string, People] {
  const at = typed.indexOf('=')
  const role = typed.slice(0, Math.max(0, at))
  if (!roleName.safeParse(role).success) throw new InvalidArgumentError('It must be such as sre=U012AB3CD.')
  return [role, readBy(readPeople)(typed.slice(at + 1))]
}

const readBy =
  <Value>(read: (text: string) => Read<Value>) =>
  (typed: string): Value => {
    const result = read(typed)
    if ('fault' in result) throw new InvalidArgumentError(`${result.fault}.`)
    return result.value
  }
