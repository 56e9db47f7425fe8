import { execFileSync } from 'node:child_process'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { StoreOpenError, StoreUnavailableError } from '../../../../src/adapters/store/store-error.ts'
import { asAdministrator, urlOf } from '../../../support/postgres-database.ts'
import { freePort } from '../../../support/free-port.ts'
import { requiredProgram } from '../../../support/required-program.ts'
import { hasPostgres, type RunningPostgres, startPostgres } from '../../../support/postgres-server.ts'

const PASSWORD = 'pa:ss wo/rd-of-the-test'

describe.runIf(hasPostgres())('a store on PostgreSQL that cannot be opened', () => {
  let server: RunningPostgres
  beforeAll(async () => {
    server = await startPostgres({ port: await freePort(), maxConnections: 12 })
    await asAdministrator(server, `create role bot login password '${PASSWORD}'`)
    await asAdministrator(server, 'create database store owner bot')
    await asAdministrator(server, 'create role stranger login')
  })
  afterAll(() => server.stop())

  const url = ({
    user = 'bot',
    password = PASSWORD,
    host = '127.0.0.1',
    database = 'store',
    options = '',
  } = {}) => `postgres://${user}:${encodeURIComponent(password)}@${host}:${server.port}/${database}${options}`

  async function refusal(of: string): Promise<StoreOpenError> {
    const failed = await openStore({ url: of, lockWaitMs: 300 }).then(
      async (store) => {
        await store.close()
        return 'it was opened'
      },
      (error: unknown) => error,
    )
    if (!(failed instanceof StoreOpenError)) throw new Error('no refusal', { cause: failed })
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'wrong-password'])
      expect(failed.stack).not.toContain(secret)
    return failed
  }

  test.each([
    ['a wrong password', { password: 'wrong-password' }, /the password is wrong/, /the password in the URL/],
    ['an unknown user', { user: 'nobody' }, /the password is wrong/, /the user/],
    ['an unknown database', { database: 'nowhere' }, /no such database/, /createdb/],
    [
      'an unknown host',
      { host: 'nowhere.invalid' },
      /its host (is not known|cannot be looked up)/,
      /name server/,
    ],
    [
      'TLS, which it does not speak',
      { options: '?sslmode=verify-full' },
      /it speaks no TLS/,
      /leave sslmode out/,
    ],
    [
      'a file of certificates that is not there',
      { options: '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem' },
      /a file that its URL names cannot be read.*\/nowhere\/ca\.pem/,
      /sslrootcert/,
    ],
  ] as const)(
    'as it is asked for %s: says what to do, and no password',
    async (_what, parts, problem, remedy) => {
      const { message, remedy: todo } = await refusal(url(parts))
      expect(message).toMatch(/^cannot open the store postgres:\/\//)
      expect(message).toMatch(problem)
      expect(todo).toMatch(remedy)
    },
  )

  test('as nothing listens there: says so', async () => {
    const { message, remedy } = await refusal(
      `postgres://bot:${encodeURIComponent(PASSWORD)}@127.0.0.1:${await freePort()}/store`,
    )
    expect(message).toMatch(/nothing listens at its host and port/)
    expect(remedy).toMatch(/firewall/)
  })

  test('as no other user may make tables in it: says who should own it', async () => {
    const { message, remedy } = await refusal(urlOf({ ...server, user: 'stranger' }, 'store'))
    expect(message).toMatch(/this user may not do that/)
    expect(remedy).toMatch(/own its schema/)
  })

  test.skipIf(requiredProgram('openssl') === undefined)(
    'with TLS whose certificate nobody vouches for: says where to look',
    async () => {
      const certificate = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
      ]
      const files = ['-keyout', `${server.host}/key.pem`, '-out', `${server.host}/cert.pem`]
      execFileSync('openssl', [...certificate, ...files], { stdio: 'ignore' })
      execFileSync('sh', [
        '-c',
        `chmod 600 "$1/key.pem"; chown --reference="$1" "$1/key.pem" "$1/cert.pem"`,
        'sh',
        server.host,
      ])
      for (const setting of [
        `ssl_key_file = '${server.host}/key.pem'`,
        `ssl_cert_file = '${server.host}/cert.pem'`,
        'ssl = on',
      ])
        await asAdministrator(server, `alter system set ${setting}`)
      await asAdministrator(server, 'select pg_reload_conf()')
      onTestFinished(async () => {
        await asAdministrator(server, 'alter system set ssl = off')
        await asAdministrator(server, 'select pg_reload_conf()')
      })
      const { message, remedy } = await refusal(url({ options: '?sslmode=verify-full' }))
      expect(message).toMatch(/TLS with it fails: self-signed certificate/)
      expect(remedy).toMatch(/sslrootcert/)
      const trusting = await openStore({
        url: url({ host: 'localhost', options: `?sslmode=verify-full&sslrootcert=${server.host}/cert.pem` }),
      })
      expect(await trusting.trouble()).toBeNull()
      await trusting.close()
    },
  )

  describe('as each of its connections is in use', () => {
    let others: Client[] = []
    const takeAll = async (): Promise<void> => {
      for (;;) {
        const client = new Client({ connectionString: url() })
        // They are ended with the server.
        client.on('error', () => undefined)
        try {
          await client.connect()
        } catch {
          return
        }
        others.push(client)
      }
    }
    const giveBack = async (): Promise<void> => {
      await Promise.all(others.map((client) => client.end()))
      others = []
    }

    test('says so; a store that is open goes on with what it has, and with new ones once there are any', async () => {
      const store = await openStore({ url: url(), lockWaitMs: 1_000 })
      onTestFinished(() => store.close())
      onTestFinished(giveBack)
      await takeAll()
      const { message, remedy } = await refusal(url())
      expect(message).toMatch(/it has no connection left/)
      expect(remedy).toMatch(/max_connections/)
      await asAdministratorEnds(server)
      await takeAll()
      await expect(store.statuses.all()).rejects.toThrow(StoreUnavailableError)
      await expect(store.statuses.all()).rejects.toThrow(/it has no connection left/)
      await giveBack()
      expect(await store.statuses.all()).toEqual([])
    })
  })
})

/** Ends the connections of stores, whose places others take. */
const asAdministratorEnds = (server: RunningPostgres): Promise<void> =>
  asAdministrator(
    server,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'budgeteer%'`,
  )
