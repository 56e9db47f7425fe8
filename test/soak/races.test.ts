import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type StoreOptions } from '../../src/adapters/store/open-store.ts'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { DANA, INES, OMAR, SAMIR, SOFIA, TOMAS } from '../support/people.ts'
import { Platform } from '../support/platform.ts'
import { databaseWithTables } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'
import { textOf } from './run/text-of.ts'
import type { RaceStep } from './run/racer.ts'
import { Racers } from './run/racers.ts'

const REQUESTS = 50
const CLICKS = 1_000
/** At WARNING a feature has a seat for the service's owner and one for a senior engineer. */
const SEATED = [OMAR, SOFIA]
const CLICKERS = [OMAR, SOFIA, SAMIR, INES, TOMAS, DANA]
const [WARNING, CRITICAL] = [0.4, 0.18]

const PLACES: readonly {
  readonly name: string
  readonly isHere: boolean
  readonly processes: number
  readonly open: () => Promise<{ readonly options: StoreOptions; readonly remove: () => Promise<void> }>
}[] = [
  {
    name: 'four processes on PostgreSQL',
    isHere: hasPostgres(),
    processes: 4,
    open: async () => {
      const { url, remove } = await databaseWithTables()
      return { options: { url }, remove }
    },
  },
  {
    name: 'one process on SQLite',
    isHere: true,
    processes: 1,
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'budgeteer-races-'))
      const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
      return { options: { path: join(folder, 'budgeteer.db') }, remove }
    },
  },
]

describe.each(PLACES.filter(({ isHere }) => isHere))('$name', ({ processes, open }) => {
  let platform: Platform
  let racers: Racers
  let remove: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    ;({ remove } = opened)
    platform = Platform.over(await openStore(opened.options))
    racers = await Racers.start(processes, opened.options)
    await platform.settle(WARNING)
  })
  afterEach(async () => {
    await racers.stop()
    // Fails unless the audit log is whole.
    await platform.close()
    await remove()
  })

  const requests = async (count: number): Promise<readonly string[]> => {
    const ids: string[] = []
    for (let index = 0; index < count; index += 1)
      ids.push(await platform.opened({ change: 'feature', revision: `v${index}` }))
    return ids
  }
  /** Requests that one more signature grants. */
  const nearlyGranted = async (count: number): Promise<readonly string[]> => {
    const ids = await requests(count)
    await racers.race(ids.map((request) => ({ do: 'approve', request, person: OMAR })))
    return ids
  }
  const perRequest = (entries: readonly AuditEntry[]): ReadonlyMap<string, readonly AuditEntry[]> =>
    Map.groupBy(entries, ({ data }) => textOf(data['request']))

  test(`${CLICKS} clicks on ${REQUESTS} requests fill each seat once and give each request one grant`, async () => {
    const ids = await requests(REQUESTS)
    const clicks = Array.from({ length: CLICKS }, (_, index): RaceStep => {
      const request = ids[index % ids.length] ?? ''
      const person = CLICKERS[Math.floor(index / ids.length) % CLICKERS.length] ?? DANA
      return { do: 'approve', request, person }
    })
    const results = await racers.race(clicks)
    expect(results.filter(({ words }) => words.includes('Error'))).toEqual([])
    const approvals = perRequest(await platform.audit('approval'))
    const grants = perRequest(await platform.audit('grant'))
    for (const id of ids) {
      const accepted = results.flatMap(({ step, done }) =>
        done && 'request' in step && step.request === id && 'person' in step ? [step.person] : [],
      )
      expect(
        approvals
          .get(id)
          ?.map(({ actor }) => actor)
          .toSorted(),
      ).toEqual(accepted.toSorted())
      expect(accepted).toHaveLength(SEATED.length)
      expect(grants.get(id)).toHaveLength(1)
      expect((await platform.requestNow(id)).state).toBe('granted')
      expect(await platform.store.grants.history(id)).toHaveLength(1)
    }
  })

  test('a grant that serves once is used by one of many calls at once', async () => {
    const ids = await nearlyGranted(20)
    await racers.race(ids.map((request) => ({ do: 'approve', request, person: SOFIA })))
    const calls = Array.from({ length: 16 }, (_, run) =>
      ids.map((_, index): RaceStep => ({ do: 'gate', revision: `v${index}`, run: `run-${run}` })),
    ).flat()
    const results = await racers.race(calls)
    for (const [index] of ids.entries()) {
      const own = results.filter(({ step }) => 'revision' in step && step.revision === `v${index}`)
      expect(own).toHaveLength(16)
      expect(own.filter(({ done }) => done)).toHaveLength(1)
    }
    const used = perRequest(await platform.audit('grant_used'))
    expect(ids.map((id) => used.get(id)?.length)).toEqual(ids.map(() => 1))
    expect(await platform.audit('gate')).toHaveLength(calls.length)
  })

  test('of a signature, a rejection and a withdrawal at once, one ends the request', async () => {
    const ids = await nearlyGranted(40)
    const steps = ids.flatMap((request): RaceStep[] => [
      { do: 'approve', request, person: SOFIA },
      { do: 'reject', request, person: SOFIA },
      { do: 'cancel', request, person: DANA },
      { do: 'approve', request, person: SAMIR },
    ])
    await racers.race(steps)
    const audit = await platform.audit()
    for (const id of ids) {
      const { state } = await platform.requestNow(id)
      const ends = audit.filter(
        ({ kind, data }) => ['grant', 'rejection', 'cancellation'].includes(kind) && data['request'] === id,
      )
      const live = (await platform.store.grants.history(id)).filter(({ voidedAt }) => voidedAt === null)
      expect(live).toHaveLength(state === 'granted' ? 1 : 0)
      expect(['granted', 'rejected', 'cancelled']).toContain(state)
      expect(ends.filter(({ kind }) => kind === 'grant').length).toBeLessThanOrEqual(1)
    }
  })

  test('a signature at the moment at which the level worsens never grants on the better one', async () => {
    const ids = await nearlyGranted(30)
    const signatures = ids.map((request): RaceStep => ({ do: 'approve', request, person: SOFIA }))
    const polls = Array.from({ length: racers.count }, (): RaceStep => ({ do: 'poll', remaining: CRITICAL }))
    await racers.race([...signatures.slice(0, 10), ...polls, ...signatures.slice(10)])
    const audit = await platform.audit()
    const worse = audit.findIndex(({ kind, data }) => kind === 'transition' && data['to'] === 'CRITICAL')
    expect(worse).toBeGreaterThan(0)
    const late = audit
      .slice(worse)
      .filter(({ kind, data }) => kind === 'grant' && data['level'] !== 'CRITICAL')
    expect(late).toEqual([])
    const results = await racers.race(
      ids.map((_, index): RaceStep => ({ do: 'gate', revision: `v${index}`, run: 'after' })),
    )
    expect(
      results.filter(({ done }) => done),
      'a feature is blocked at CRITICAL',
    ).toEqual([])
  })

  test('of pollers at once, each change of level is announced once', async () => {
    const levels = [CRITICAL, 0.07, CRITICAL, 0.05]
    for (const remaining of levels)
      await racers.race(Array.from({ length: 2 * racers.count }, (): RaceStep => ({ do: 'poll', remaining })))
    const transitions = (await platform.audit('transition')).slice(-2)
    expect(transitions.map(({ data }) => data['to'])).toEqual(['CRITICAL', 'EMERGENCY'])
    const ids = transitions.map(({ data }) => textOf(data['transition']))
    const posts = (await platform.owed()).filter(({ act }) => act === 'post').map(({ subject }) => subject)
    for (const id of ids)
      expect(posts.filter((subject) => [`freeze/${id}`, `level/${id}`].includes(subject))).toHaveLength(1)
  })
})
