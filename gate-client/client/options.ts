import { CI_SYSTEMS, REVISIONS } from '../description/ci-systems.ts'
import { type Flag, FLAGS } from '../description/flags.ts'
import { DEFAULTS } from '../description/pauses.ts'
import { durationAdvice, durationMs } from './duration.ts'
import { type GivenFlags, WrongUsage } from './given-flags.ts'
import type { Surroundings } from './surroundings.ts'

type Env = Surroundings['env']

/** The body of POST /v1/gate. */
export type Question = Readonly<Record<string, unknown>>

export interface GateOptions {
  readonly url: string
  readonly token: string
  readonly question: Question
  readonly waitMs: number
  /** Between two questions; undefined: growing. */
  readonly intervalMs: number | undefined
  readonly timeoutMs: number
  readonly retries: number
  readonly onError: 'allow' | 'deny' | undefined
  /** Path of a PEM file. */
  readonly cacert: string | undefined
  readonly dryRun: boolean
  readonly json: boolean
}

/** The flags with what the environment adds. Throws WrongUsage. */
export function gateOptions(flags: GivenFlags, env: Env): GateOptions {
  const given = new Map([...fromCi(env), ...flags])
  if (!given.has('url') && env['BUDGETEER_URL']) given.set('url', env['BUDGETEER_URL'])
  const values = new Map<string, unknown>()
  for (const flag of FLAGS) {
    const value = given.get(flag.name)
    if (value === undefined && flag.required) throw new WrongUsage(`${needed(flag)} is missing`)
    if (value !== undefined) values.set(flag.name, valueOf(flag, value))
  }
  if (!values.has('url')) throw new WrongUsage('--url <url> is missing, or set BUDGETEER_URL')
  const token = env['BUDGETEER_TOKEN'] ?? ''
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new WrongUsage('set BUDGETEER_TOKEN to a token of the bot with the scope "gate"')
  const question = FLAGS.flatMap(({ name, field }) =>
    field !== undefined && values.has(name) ? [[field, values.get(name)] as const] : [],
  )
  return {
    url: (values.get('url') as string).replace(/\/+$/, ''),
    token,
    question: Object.fromEntries(question),
    waitMs: (values.get('wait') as number | undefined) ?? 0,
    intervalMs: values.get('interval') as number | undefined,
    timeoutMs: (values.get('timeout') as number | undefined) ?? (durationMs(DEFAULTS.timeout) as number),
    retries: (values.get('retries') as number | undefined) ?? Number(DEFAULTS.retries),
    onError: values.get('on-error') as 'allow' | 'deny' | undefined,
    cacert: (values.get('cacert') as string | undefined) ?? (env['CURL_CA_BUNDLE'] || undefined),
    dryRun: values.has('dry-run'),
    json: values.has('json'),
  }
}

const needed = ({ name, value = '' }: Flag): string => `--${name} ${value}`

/** Revision, run and attempt, as the CI names them in the environment of its jobs. */
function fromCi(env: Env): readonly (readonly [string, string])[] {
  const revision = REVISIONS.map((name) => env[name]).find(Boolean)
  const system = CI_SYSTEMS.find(({ run }) => env[run])
  const counted = system?.attempt === undefined ? '' : (env[system.attempt] ?? '')
  const from = system?.from ?? 1
  return [
    ...(revision ? [['revision', revision] as const] : []),
    ...(system ? [['run', env[system.run] ?? ''] as const] : []),
    ...(/^\d{1,4}$/.test(counted) ? [['attempt', `${Number(counted) + 1 - from}`] as const] : []),
  ]
}

/** Of a flag that was given. Throws WrongUsage. */
function valueOf(flag: Flag, text: string): unknown {
  const wrong = (advice: string): WrongUsage => new WrongUsage(`--${flag.name} ${text}: ${advice}`)
  switch (flag.kind) {
    case 'switch':
      return true
    case 'address':
      if (/^https?:\/\/[^\s@?#"\\]+$/.test(text) && URL.canParse(text)) return text
      throw wrong('It must be an address such as https://budgeteer.example.com.')
    case 'duration': {
      const ms = durationMs(text === '' ? DEFAULTS.wait : text)
      if (ms === undefined) throw wrong(durationAdvice(text))
      return ms
    }
    case 'count':
      if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
      throw wrong('It must be 1, 2, 3, …')
    case 'number':
      if (/^\d{1,4}$/.test(text)) return Number(text)
      throw wrong('It must be 0, 1, 2, …')
    case 'verdict':
      if (text === 'allow' || text === 'deny') return text
      throw wrong('It must be allow or deny.')
    case 'names':
      return text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    case 'file':
    case 'text':
      if (text !== '' && !/\p{Cc}/u.test(text)) return text
      throw wrong('It must be one line of text.')
  }
}
