import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { verifyChain } from '../../../../src/core/kernel/audit/verify-chain.ts'
import { openReadOnly } from '../../../../src/adapters/store/open-read-only.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import type { PostgresStoreOptions } from '../../../../src/adapters/store/postgres/open-postgres.ts'
import type { Store, Stores } from '../../../../src/adapters/store/store.ts'
import {
  StoreBusyError,
  StoreOutcomeError,
  StoreUnavailableError,
} from '../../../../src/adapters/store/store-error.ts'
import { asAdministrator, urlOf } from '../../../support/postgres-database.ts'
import { hasPostgres, type RunningPostgres, startPostgres } from '../../../support/postgres-server.ts'
import { type StallingProxy, startStallingProxy } from '../../../support/stalling-proxy.ts'
import { eventually } from '../../../support/bot-process.ts'

const entry = (at: number) => ({ at, kind: 'gate', actor: 'token:ci', service: 'api', data: {} }) as const
/** Of a test that waits for them to run out. */
const SHORT = { lockWaitMs: 3_000, statementMs: 3_000, silenceMs: 500, closeMs: 200 } as const

describe.runIf(hasPostgres())('a PostgreSQL server', () => {
  let server: RunningPostgres
  let proxy: StallingProxy
  let url: string
  let throughProxy: string
  let made = 0

  beforeAll(async () => {
    server = await startPostgres()
    proxy = await startStallingProxy(`${server.host}/.s.PGSQL.5432`)
  })
  afterAll(async () => {
    await proxy.close()
    await server.stop()
  })
  beforeEach(async () => {
    const name = `faults_${(made += 1)}`
    await asAdministrator(server, `create database ${name}`)
    url = urlOf(server, name)
    throughProxy = `postgres://${server.user}@127.0.0.1:${proxy.port}/${name}`
    await (await openStore({ url })).close()
  })
  afterEach(() => proxy.recover())

  /** Closed after the test. */
  async function opened(options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
    const store = await openStore({ url, ...options })
    onTestFinished(() => store.close())
    return store
  }

  /** What the server has, whatever its connections think. */
  async function kept(): Promise<readonly number[]> {
    const store = await openReadOnly({ url })
    try {
      const found: number[] = []
      for await (const { at } of store.audit.entries()) found.push(at)
      expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
      return found
    } finally {
      await store.close()
    }
  }

  /** As often as it takes. */
  const written = (store: Store, at: number): Promise<unknown> =>
    eventually('a write', () =>
      store.audit.append([entry(at)]).then(
        () => true,
        () => undefined,
      ),
    )

  const onServer = async <Row>(statement: string): Promise<readonly Row[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(statement)).rows as Row[]
    } finally {
      await client.end()
    }
  }
  const endConnections = (where = 'true'): Promise<unknown> =>
    onServer(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name like 'budgeteer%' and ${where}`)

  test.each(['fast', 'immediate'] as const)(
    'that is stopped (%s) and started again is used again, and what was kept is there',
    async (how) => {
      const store = await opened(SHORT)
      await store.audit.append([entry(1)])
      await server.halt(how)
      try {
        await expect(store.audit.append([entry(2)])).rejects.toThrow(StoreUnavailableError)
        await expect(store.statuses.all()).rejects.toThrow(/cannot be used: .*/)
        expect(await store.trouble()).toMatch(
          /^the database does not answer: (it has no socket there|it is starting up or shutting down)$/,
        )
      } finally {
        await server.resume()
      }
      await written(store, 3)
      expect(await store.trouble()).toBeNull()
      expect(await kept()).toEqual([1, 3])
    },
  )

  test('that is started again meanwhile keeps a call waiting, and no longer', async () => {
    const store = await opened({ lockWaitMs: 300_000 })
    await server.halt()
    const appended = store.audit.append([entry(1)])
    await server.resume()
    await appended
    expect(await kept()).toEqual([1])
  })

  test('that ends all connections between two calls is asked again, and nobody notices', async () => {
    const store = await opened()
    await Promise.all([store.statuses.all(), store.statuses.all(), store.audit.append([entry(1)])])
    await endConnections()
    await Promise.all([store.statuses.all(), store.statuses.all(), store.audit.append([entry(2)])])
    expect(await kept()).toEqual([1, 2])
  })

  describe('that ends the connection of a transaction', () => {
    test('undoes it, runs its work once, and says why', async () => {
      const store = await opened()
      let runs = 0
      const work = store.transaction(async ({ audit }) => {
        runs += 1
        await audit.append([entry(1)])
        await endConnections()
        await audit.append([entry(2)])
      })
      await expect(work).rejects.toThrow(/^the store postgres:.* cannot be used: it ended the connection/)
      await expect(work).rejects.toThrow(StoreUnavailableError)
      expect(runs).toBe(1)
      expect(await kept()).toEqual([])
      await store.audit.append([entry(3)])
      expect(await kept()).toEqual([3])
    })

    test('lets no statement of it run on another connection, even where the work goes on', async () => {
      const store = await opened()
      const work = store.transaction(async ({ audit, statuses }) => {
        await audit.append([entry(1)])
        await endConnections()
        await audit.append([entry(2)]).catch(() => undefined)
        await expect(audit.append([entry(3)])).rejects.toThrow(StoreUnavailableError)
        await expect(statuses.all()).rejects.toThrow(StoreUnavailableError)
      })
      await expect(work).rejects.toThrow(StoreUnavailableError)
      expect(await kept()).toEqual([])
    })

    test('before its commit: nothing is kept, and the outcome is not known', async () => {
      const store = await opened()
      const work = store.transaction(async ({ audit }) => {
        await audit.append([entry(1)])
        await endConnections()
      })
      await expect(work).rejects.toThrow(/the outcome is not known: it ended the connection/)
      expect(await kept()).toEqual([])
    })

    test('that stood still for too long: says so', async () => {
      const store = await opened({ idleMs: 50 })
      const work = store.transaction(async ({ audit }) => {
        await audit.append([entry(1)])
        await eventually('the server has ended it', async () => {
          const left = await onServer(
            `select 1 from pg_stat_activity where state like 'idle in transaction%'`,
          )
          return left.length === 0 ? true : undefined
        })
        await audit.append([entry(2)])
      })
      await expect(work).rejects.toThrow(/it ended a transaction that stood still/)
      expect(await kept()).toEqual([])
    })
  })

  describe('that takes no writes, as a standby after a failover', () => {
    const readOnly = async (is: boolean): Promise<void> => {
      await asAdministrator(server, `alter system set default_transaction_read_only = ${is}`)
      await asAdministrator(server, 'select pg_reload_conf()')
    }
    afterEach(() => readOnly(false))

    test('is read, and named with the remedy; all goes on by itself on the primary', async () => {
      const store = await opened()
      await store.audit.append([entry(1)])
      await readOnly(true)
      const refused = await eventually('a refusal', () =>
        store.audit.append([entry(2)]).then(
          () => undefined,
          (error: unknown) => error,
        ),
      )
      expect(refused).toBeInstanceOf(StoreUnavailableError)
      expect(refused).toMatchObject({ problem: /takes no writes/, remedy: /name the primary/ })
      expect(await store.statuses.all()).toEqual([])
      expect(await store.trouble()).toMatch(/takes no writes/)
      await readOnly(false)
      await written(store, 3)
      expect((await kept()).at(-1)).toBe(3)
    })

    test('is left: each connection to it is made again, so that the name may lead to the primary', async () => {
      const store = await opened({ url: throughProxy })
      await Promise.all([store.statuses.all(), store.statuses.all(), store.audit.append([entry(1)])])
      await readOnly(true)
      await eventually('a refusal', () =>
        store.audit.append([entry(2)]).then(
          () => undefined,
          () => true,
        ),
      )
      const before = proxy.made
      await Promise.all([store.statuses.all(), store.statuses.all()])
      expect(proxy.made).toBe(before + 2)
    })
  })

  describe('that is silent', () => {
    test('at the connection: the call fails, and says that it does not answer', async () => {
      const store = await opened({ ...SHORT, url: throughProxy })
      await endConnections()
      proxy.stall()
      await expect(store.audit.append([entry(1)])).rejects.toThrow(/cannot be used: it does not answer/)
      await expect(store.statuses.all()).rejects.toThrow(/cannot be used: it does not answer/)
      proxy.recover()
      await written(store, 2)
      expect(await kept()).toEqual([2])
    })

    test('at the opening: is given up', async () => {
      proxy.stall()
      await expect(openStore({ url: throughProxy, ...SHORT })).rejects.toThrow(
        /cannot open the store .*: it does not answer/,
      )
    })

    test('in a transaction: it is undone, and the next one goes on', async () => {
      const store = await opened({ ...SHORT, url: throughProxy })
      const work = store.transaction(async ({ audit }) => {
        await audit.append([entry(1)])
        proxy.stall()
        await audit.append([entry(2)])
      })
      await expect(work).rejects.toThrow(/cannot be used: it does not answer any more/)
      proxy.recover()
      await written(store, 3)
      expect(await kept()).toEqual([3])
    })

    test.each([
      ['stall', /the outcome is not known: it does not answer any more/],
      ['break', /the outcome is not known: the connection broke/],
    ] as const)(
      'at a commit that it heard (%s): the outcome is not known, and it is kept once',
      async (fault, words) => {
        const store = await opened({ ...SHORT, url: throughProxy })
        let runs = 0
        // The whole of the statement: a beginning says `read committed`.
        proxy.faultAt('commit\0', fault)
        const work = store.transaction(async ({ audit }: Stores) => {
          runs += 1
          await audit.append([entry(1)])
        })
        await expect(work).rejects.toThrow(StoreOutcomeError)
        await expect(work).rejects.toThrow(words)
        expect(runs).toBe(1)
        await written(store, 2)
        expect(await kept()).toEqual([1, 2])
      },
    )

    test('is in trouble within two seconds, however long a statement may take', async () => {
      const store = await opened({ url: throughProxy, closeMs: 100 })
      proxy.stall()
      const answer = await Promise.race([store.trouble(), sleep(8_000, 'nothing')])
      expect(answer).toBe('the database does not answer')
    })

    test('keeps nobody from closing, and what waits for it fails', async () => {
      const store = await openStore({ url: throughProxy, closeMs: 200 })
      const listening = await store.listen(() => undefined)
      await store.statuses.all()
      proxy.stall()
      const waiting = Promise.allSettled([
        store.audit.append([entry(1)]),
        store.statuses.all(),
        store.audit.append([entry(2)]),
      ])
      await listening()
      await store.close()
      for (const { status } of await waiting) expect(status).toBe('rejected')
      expect(await kept()).toEqual([])
    })
  })

  test('that a transaction of another process keeps busy says so', async () => {
    const [first, second] = [await opened(), await opened({ lockWaitMs: 100 })]
    await first.transaction(async ({ audit }) => {
      await audit.append([entry(1)])
      await expect(
        new Promise((resolve, reject) => {
          setImmediate(() => void second.audit.append([entry(2)]).then(resolve, reject))
        }),
      ).rejects.toThrow(StoreBusyError)
    })
    expect(await kept()).toEqual([1])
  })
})
