import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres, startPostgres } from './postgres-server.ts'
import { type RunningServer, startServer } from './server-process.ts'

/** An administrator's token of every server that is started here. */
export const ADMIN_TOKEN = '*:*.budgeteer-tests'
const PASSWORD = 'a-Long-password-of-2026'

/** Where scripts/unleash/install.sh puts it. */
function programOf(): string {
  const lock = readFileSync(join(import.meta.dirname, 'unleash', 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12)
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = process.env['BUDGETEER_TEST_UNLEASH'] ?? join(cache, 'budgeteer', `unleash-${hash}`)
  return join(folder, 'node_modules', 'unleash-server', 'dist', 'server.js')
}

/** Whether a real Unleash can be started here; tests that need one are skipped by name where it cannot. */
export function hasUnleash(): boolean {
  const isHere = hasPostgres() && existsSync(programOf())
  if (!isHere && process.env['BUDGETEER_TEST_REQUIRE'] === '1')
    throw new Error(
      'Unleash is not installed, and BUDGETEER_TEST_REQUIRE=1 asks for every test: run scripts/unleash/install.sh',
    )
  if (!isHere)
    process.stderr.write('Left out: tests that need Unleash; scripts/unleash/install.sh gets it.\n')
  return isHere
}

export class UnleashServer {
  readonly url: string
  readonly #stop: () => Promise<void>

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url
    this.#stop = stop
  }

  /** Starts a real Unleash on a real PostgreSQL, with its project `default` and its environment `production`. */
  static async start(): Promise<UnleashServer> {
    const postgres = await startPostgres()
    let server: RunningServer
    try {
      server = await startServer({
        program: 'unleash',
        path: process.execPath,
        readyPath: '/health',
        commandLine: () => [programOf()],
        env: (address) => ({
          PATH: process.env['PATH'],
          HOME: postgres.host,
          DATABASE_HOST: postgres.host,
          DATABASE_USERNAME: postgres.user,
          DATABASE_NAME: 'postgres',
          DATABASE_SSL: 'false',
          HTTP_HOST: '127.0.0.1',
          PORT: address.split(':')[1],
          INIT_ADMIN_API_TOKENS: ADMIN_TOKEN,
          CHECK_VERSION: 'false',
          SEND_TELEMETRY: 'false',
        }),
      })
    } catch (error) {
      await postgres.stop()
      throw error
    }
    return new UnleashServer(server.url, async () => {
      await server.stop()
      await postgres.stop()
    })
  }

  stop(): Promise<void> {
    return this.#stop()
  }

  /** What somebody does there. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers = { authorization: ADMIN_TOKEN },
  ): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  /** A feature that is on in production, for everybody. */
  async makeFeature(name: string): Promise<void> {
    await this.call('POST', '/api/admin/projects/default/features', { name, type: 'release' })
    await this.call('POST', `${pathOf(name)}/on`)
  }

  async isOn(name: string): Promise<boolean> {
    return ((await (await this.call('GET', pathOf(name))).json()) as { readonly enabled: boolean }).enabled
  }

  /** The personal token of a new person who may look and change nothing. */
  async viewerToken(username: string): Promise<string> {
    const person = {
      username,
      email: `${username}@example.com`,
      rootRole: VIEWER,
      password: PASSWORD,
      sendEmail: false,
    }
    await this.call('POST', '/api/admin/user-admin', person)
    const login = await this.call('POST', '/auth/simple/login', { username, password: PASSWORD })
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0] ?? '')
      .join('; ')
    const token = { description: 'tests', expiresAt: new Date(Date.now() + 86_400_000).toISOString() }
    const made = await fetch(`${this.url}/api/admin/user/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(token),
    })
    return ((await made.json()) as { readonly secret: string }).secret
  }
}

const VIEWER = 3

const pathOf = (name: string): string =>
  `/api/admin/projects/default/features/${name}/environments/production`
