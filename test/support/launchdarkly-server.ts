import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Ajv } from 'ajv'
import parts from './launchdarkly/openapi-parts.json' with { type: 'json' }

export const LAUNCHDARKLY_TOKEN = 'api-5f2c9a1e-tests'
export const PROJECT = 'shop'

const SEMANTIC_PATCH = 'application/json; domain-model=launchdarkly.semanticpatch'

interface Kept {
  on: boolean
  version: number
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const error = (status: number, code: string, message: string, headers = {}): Answer => ({
  status,
  headers,
  body: { code, message, id: '30ce6058-87da-11e4-b116-123b93f75cba' },
})

/**
 * LaunchDarkly's REST API as far as flags are switched by it: one project, the environments `production` and `guarded` (where each
 * change needs an approval). It takes only calls that its published description allows, and all that it answers is held to it.
 */
export class LaunchDarklyServer {
  readonly #server: Server
  readonly #flags = new Map<string, Map<string, Kept>>()
  readonly #validate: (schema: string, body: unknown) => void
  /** What the next calls come to, in their order. */
  readonly answers: Answer[] = []
  /** Comments of the changes that were made. */
  readonly comments: string[] = []
  /** Called when a change was made, before it is answered. */
  onChange: (() => Promise<void>) | undefined
  /** Its token may look alone. */
  isReader = false

  private constructor() {
    const ajv = new Ajv({ strict: false }).addSchema(parts)
    this.#validate = (schema, body) => {
      if (ajv.validate(`launchdarkly#/components/schemas/${schema}`, body)) return
      throw new Error(`this server answers with what is no ${schema}: ${ajv.errorsText()}`)
    }
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(async ({ status, body, headers }) => {
        if (request.method === 'PATCH' && status === 200) await this.onChange?.()
        this.#validate(status < 300 ? 'FeatureFlag' : 'Error', body)
        response.writeHead(status, { 'content-type': 'application/json', ...headers })
        response.end(JSON.stringify(body))
      })
    })
  }

  static async start(): Promise<LaunchDarklyServer> {
    const made = new LaunchDarklyServer()
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve))
    return made
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  makeFlag(key: string, on = true): void {
    this.#flags.set(key, new Map(['production', 'guarded'].map((name) => [name, { on, version: 1 }])))
  }

  isOn(key: string, environment = 'production'): boolean | undefined {
    return this.#flags.get(key)?.get(environment)?.on
  }

  /** Somebody switches it there. */
  turn(key: string, on: boolean, environment = 'production'): void {
    const flag = this.#flags.get(key)?.get(environment)
    if (flag === undefined || flag.on === on) return
    flag.on = on
    flag.version += 1
  }

  static readonly tooMany = (headers: Readonly<Record<string, string>>): Answer =>
    error(429, 'rate_limited', 'Rate limit exceeded', headers)
  static readonly conflict = error(
    409,
    'optimistic_locking_error',
    'Conflict. Optimistic lock error. Try again.',
  )

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = await text(request)
    const prepared = this.answers.shift()
    if (prepared !== undefined) return prepared
    if (request.headers.authorization !== LAUNCHDARKLY_TOKEN)
      return error(401, 'unauthorized', 'Invalid access token')
    if (request.headers['ld-api-version'] !== '20240415')
      return error(400, 'invalid_request', 'The API version is not one of 20240415')
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    const [, project, key = ''] = /^\/api\/v2\/flags\/([^/]+)\/([^/]+)$/.exec(pathname) ?? []
    const flag = this.#flags.get(decodeURIComponent(key))
    if (project !== PROJECT || flag === undefined)
      return error(404, 'not_found', 'Invalid resource identifier')
    if (request.method === 'GET') return { status: 200, body: flagBody(key, flag, searchParams.get('env')) }
    if (request.method === 'PATCH') return this.#patch(request, key, flag, body, searchParams)
    return error(405, 'method_not_allowed', 'The request method is not allowed on this resource')
  }

  #patch(
    request: IncomingMessage,
    key: string,
    flag: Map<string, Kept>,
    text: string,
    query: URLSearchParams,
  ): Answer {
    if (request.headers['content-type'] !== SEMANTIC_PATCH)
      return error(400, 'invalid_request', 'This is no JSON patch')
    const patch = JSON.parse(text) as Record<string, unknown>
    const { environmentKey, comment, instructions, ...more } = patch
    const [first, ...others] = Array.isArray(instructions) ? (instructions as Record<string, unknown>[]) : []
    const { kind, ...further } = first ?? {}
    const isKnown = kind === 'turnFlagOn' || kind === 'turnFlagOff'
    if (!isKnown || others.length > 0 || Object.keys({ ...more, ...further }).length > 0)
      return error(422, 'unprocessable_entity', 'The update description can not be understood')
    const environment = typeof environmentKey === 'string' ? flag.get(environmentKey) : undefined
    if (environment === undefined) return error(400, 'invalid_request', 'environmentKey names no environment')
    if (this.isReader) return error(403, 'forbidden', 'Access to the requested resource was denied')
    if (environmentKey === 'guarded')
      return error(405, 'method_not_allowed', 'Approval is required to make this request')
    const isDry = query.get('dryRun') === 'true'
    const on = kind === 'turnFlagOn'
    if (!isDry && typeof comment === 'string') this.comments.push(comment)
    if (!isDry) this.turn(key, on, String(environmentKey))
    return { status: 200, body: flagBody(key, flag, null) }
  }
}

const flagBody = (key: string, flag: ReadonlyMap<string, Kept>, only: string | null): unknown => ({
  name: key,
  kind: 'boolean',
  key,
  _version: 1,
  creationDate: 1_700_000_000_000,
  variations: [{ value: true }, { value: false }],
  temporary: false,
  tags: [],
  _links: {},
  experiments: { baselineIdx: 0, items: [] },
  customProperties: {},
  archived: false,
  environments: Object.fromEntries(
    [...flag]
      .filter(([name]) => only === null || name === only)
      .map(([name, { on, version }]) => [
        name,
        {
          on,
          version,
          archived: false,
          salt: 's',
          sel: 's',
          lastModified: 1_700_000_000_000,
          trackEvents: false,
          trackEventsFallthrough: false,
          _site: { href: '/', type: 'text/html' },
          _environmentName: name,
        },
      ]),
  ),
})
