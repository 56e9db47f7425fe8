import { resolve } from 'node:path'
import { prometheusSource, type PrometheusSource } from '../../adapters/prometheus/source.ts'
import type { Environment } from '../../config/reading/env-file.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { sourceOptions } from '../../app/adapter-options.ts'
import { readSourceSecrets } from '../../config/settings/secrets.ts'
import { sourceOf } from '../../config/settings/source-reader.ts'
import { plain } from '../terminal/plain.ts'
import { addressFault, type InitFlags, variableFault } from './flags.ts'
import type { Questions } from './questions.ts'
import type { Connection } from './starter.ts'

/** What the source is called in the configuration. */
export const SOURCE = 'main'

export interface Connected {
  readonly connection: Connection
  readonly source: PrometheusSource
  /** `Prometheus 2.42.0 at http://…, which keeps its data for 60d`. */
  readonly told: string
}

export interface ConnectDeps {
  readonly flags: InitFlags
  /** Undefined where nobody can be asked. */
  readonly questions: Questions | undefined
  readonly environment: Environment
  readonly clock: Clock
  readonly say: (line: string) => void
}

/** Finds out where Prometheus is, and reaches it. Somebody at a terminal is asked again where it cannot be reached. */
export async function connect(deps: ConnectDeps): Promise<Connected> {
  const { flags, questions, say } = deps
  for (let isFirst = true; ; isFirst = false) {
    const connection = await connectionOf(isFirst ? flags : {}, deps)
    try {
      return await reached(connection, deps)
    } catch (error) {
      if (questions === undefined || !(error instanceof OperatorError)) throw error
      say(error.told)
    }
  }
}

async function connectionOf(
  flags: Partial<InitFlags>,
  { questions, environment }: ConnectDeps,
): Promise<Connection> {
  const asked = flags.prometheus ?? (await questions?.text(WHERE))
  if (asked === undefined) throw new Error('nobody could be asked where Prometheus is')
  const isSaid =
    [flags.bearerEnv, flags.username, flags.passwordEnv].some((flag) => flag !== undefined) ||
    flags.headerEnv !== undefined
  const auth =
    isSaid || questions === undefined ? authOf(flags) : await askedAuth(questions, environment, flags)
  const headers = {
    ...Object.fromEntries(flags.header ?? []),
    ...Object.fromEntries((flags.headerEnv ?? []).map(([name, env]) => [name, { value_env: env }])),
  }
  return {
    url: asked,
    ...(auth && { auth }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(flags.caFile !== undefined && { ca_file: resolve(flags.caFile) }),
  }
}

const WHERE = {
  message: 'Where is Prometheus, or what speaks its API?',
  example: 'http://prometheus:9090',
  fault: addressFault,
}

function authOf({ bearerEnv, username, passwordEnv }: Partial<InitFlags>): Connection['auth'] {
  if (bearerEnv !== undefined) return { bearer_env: bearerEnv }
  if (username === undefined || passwordEnv === undefined) return undefined
  return { basic: { username, password_env: passwordEnv } }
}

async function askedAuth(
  questions: Questions,
  environment: Environment,
  { prometheus }: Partial<InitFlags>,
): Promise<Connection['auth']> {
  // Who gave the address as a flag and nothing else has said that there is nothing else.
  if (prometheus !== undefined) return undefined
  const way = await questions.choose(
    'How does it know us?',
    [
      { value: 'none', label: 'not at all' },
      { value: 'bearer', label: 'by a bearer token' },
      { value: 'basic', label: 'by user and password' },
    ],
    'none',
  )
  const secret = (what: string, example: string): Promise<string> =>
    questions.text({
      message: `Which environment variable holds the ${what}?`,
      example,
      fault: (typed) => variableFault(typed) ?? unsetFault(typed, environment),
    })
  if (way === 'bearer') return { bearer_env: await secret('token', 'PROMETHEUS_TOKEN') }
  if (way !== 'basic') return undefined
  const username = await questions.text({
    message: 'As which user?',
    fault: (typed) => (typed === '' ? 'a name' : undefined),
  })
  return { basic: { username, password_env: await secret('password', 'PROMETHEUS_PASSWORD') } }
}

const unsetFault = (variable: string, environment: Environment): string | undefined =>
  (environment[variable]?.trim() ?? '') === ''
    ? `${variable} is not set here; end this with Ctrl-C, export it or write it to .env, and begin again`
    : undefined

async function reached(
  connection: Connection,
  { environment, clock, flags }: ConnectDeps,
): Promise<Connected> {
  const settings = sourceOf(SOURCE, {
    prometheus: { ...connection, timeout: formatDuration(flags.timeout) },
  })
  const { missing, ...secrets } = readSourceSecrets([settings], environment)
  if (missing.length > 0)
    throw new OperatorError(
      missing.map(({ message }) => message).join('\n'),
      'set it in the environment or in .env',
    )
  const source = prometheusSource([await sourceOptions(settings, secrets, 4 * flags.timeout)], clock)
  const checked = await source.check(SOURCE, [])
  if (checked?.reachable === true) {
    const { version, retention, url } = checked
    const kept = retention === undefined ? '' : `, which keeps its data for ${retention}`
    return {
      connection,
      source,
      told: plain(`${version === undefined ? 'A source' : `Prometheus ${version}`} at ${url}${kept}.`),
    }
  }
  await source.close()
  throw new OperatorError(
    plain(`Prometheus cannot be asked: ${checked?.problem ?? 'it is not known'}`),
    'see whether the address and how it knows us are right',
  )
}
