import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { messageIds } from '../e2e/channel-view.ts'
import { eventually, Premises } from '../support/bot-process.ts'
import { newDatabase, type TestDatabase } from '../support/postgres-database.ts'
import { hasPostgres } from '../support/postgres-server.ts'
import { REPLICAS_MS } from './lengths.ts'
import { Approvers } from './run/approvers.ts'
import { askEachGate, type SeatReport } from './run/gate-callers.ts'
import { ReplicaFleet, type Takeover } from './run/replica-fleet.ts'
import { textOf } from './run/text-of.ts'

const REPLICAS = 3
const KILL_EVERY_MS = 10_000
/** A machine that is slow to start a process gets longer for as many. */
const FEWEST_KILLS = REPLICAS_MS / KILL_EVERY_MS / 2
const POLL_EVERY_MS = 2_000
const PUSH_EVERY_MS = 6_000
const ALLOWED = 0.005
/** WARNING and HEALTHY in turn. */
const REMAINING = [0.42, 0.72]
const PATIENCE_MS = 300_000

let database: TestDatabase
let premises: Premises
let store: Store

describe.runIf(hasPostgres())('three replicas on PostgreSQL', () => {
  beforeAll(async () => {
    database = await newDatabase()
    premises = await Premises.open({
      sli: '{ pushed: {} }',
      window: '30d',
      pollEvery: `${POLL_EVERY_MS / 1_000}s`,
      recoverAfter: '1s',
      keepLevelFor: '1s',
      requiresNothing: true,
      databaseUrl: database.url,
    })
    store = await openStore({ url: database.url })
  })
  afterAll(async () => {
    await premises.close()
    await store.close()
    await database.remove()
  })

  test('the one that leads is killed again and again, and everything is done once', async () => {
    const { workspace } = premises
    const fleet = await ReplicaFleet.start(premises, store, REPLICAS)
    const until = performance.now() + REPLICAS_MS
    const isOver = (): boolean => performance.now() >= until && fleet.takeovers.length >= FEWEST_KILLS

    const killing = async (): Promise<void> => {
      while (!isOver()) {
        await fleet.killLeader()
        await sleep(KILL_EVERY_MS)
      }
    }
    const moving = async (): Promise<void> => {
      const counted = { failed: 1_400, total: 1_000_000 }
      for (let [more, pushed] = [counted, 0]; !isOver(); pushed += 1) {
        const counts = { good: more.total - more.failed, total: more.total, key: `push ${pushed}` }
        await eventually(counts.key, async () => {
          const answer = await fleet.up.at(pushed % fleet.up.length)?.push(counts)
          return answer?.status === 200 ? true : undefined
        })
        await sleep(PUSH_EVERY_MS)
        more = countsThatLeave(REMAINING[pushed % REMAINING.length] ?? 1, counted)
        counted.failed += more.failed
        counted.total += more.total
      }
    }
    const people = new Approvers(workspace)
    const clicking = async (): Promise<void> => {
      for (let number = 1; !isOver(); number += 1) {
        await people.asks(`soak-${number}`)
        for (const message of people.open.slice(-2)) await people.decide(message)
        await sleep(1_000)
      }
    }

    const [gates] = await Promise.all([askEachGate(fleet, isOver), moving(), clicking(), killing()])
    const nothingOwed = (): Promise<true> =>
      eventually(
        'nothing owed',
        async () => ((await store.deliveries.count()) === 0 ? true : undefined),
        PATIENCE_MS,
      )
    await nothingOwed()
    // What a click that was cut off had been for is clicked again.
    await eventually(
      'every request granted',
      async () => {
        for (const message of people.open) await people.decide(message)
        const left = await store.requests.list({ states: ['open'], limit: 1_000 })
        return left.length === 0 ? true : undefined
      },
      PATIENCE_MS,
    )
    await nothingOwed()
    expect(await fleet.stop()).toEqual(Array.from({ length: REPLICAS }, () => 0))

    const entries: AuditEntry[] = []
    for await (const entry of store.audit.entries()) entries.push(entry)
    const kinds = Map.groupBy(entries, ({ kind }) => kind)
    process.stderr.write(
      `replicas: ${figures(fleet.takeovers, gates)}; ${people.taken} of ${people.pressed} clicks taken, ` +
        [...kinds].map(([kind, { length }]) => `${kind} ${length}`).join(', ') +
        '\n',
    )
    expect(gates.flatMap(({ errors }) => errors)).toEqual([])
    for (const { answered } of gates) expect(answered).toBeGreaterThan(0)
    for (const channel of ['engineering', 'deploy-approvals', 'incidents']) {
      const ids = messageIds(workspace.messages(channel))
      expect(ids.toSorted(), `no message stands twice in #${channel}`).toEqual([...new Set(ids)].toSorted())
    }
    const announced = messageIds(workspace.messages('engineering')).flatMap(
      (id) => /^(?:level|freeze)\/([^/]+)$/.exec(id)?.[1] ?? [],
    )
    const transitions = kinds.get('transition') ?? []
    const toTell = transitions.slice(1).map(({ data: { transition } }) => textOf(transition))
    expect(announced.toSorted(), 'each change of level was announced once').toEqual(toTell.toSorted())
    expect(toTell.length).toBeGreaterThan(1)
    const approvals = kinds.get('approval') ?? []
    const seats = approvals.map(({ actor, data }) => `${actor} ${JSON.stringify(data['request'])}`)
    expect(seats.toSorted(), 'no click counts twice').toEqual([...new Set(seats)].toSorted())
    const requests = await store.requests.list({ limit: 1_000 })
    const revisions = requests.map(({ revision }) => revision)
    expect(revisions.toSorted(), 'no request was made twice').toEqual([...new Set(revisions)].toSorted())
    const countOf = (kind: AuditEntry['kind'], request: string): number =>
      (kinds.get(kind) ?? []).filter(({ data }) => data['request'] === request).length
    // A level that worsens voids a grant, and its request may be granted once more.
    const granted = requests.map(({ id }) => countOf('grant', id) - countOf('grant_voided', id))
    expect(granted, 'each request has one grant that lives').toEqual(requests.map(() => 1))
    expect(granted.length).toBeGreaterThan(0)
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
  })
})

function figures(takeovers: readonly Takeover[], gates: readonly SeatReport[]): string {
  const times = (of: keyof Takeover): string => {
    const sorted = takeovers.map((one) => one[of]).toSorted((a, b) => a - b)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
    return `median ${at(0.5)} ms, longest ${at(1)} ms`
  }
  const seats = gates.map(
    ({ asked, answered, cut, errors }) => `${answered} of ${asked} (${cut} cut, ${errors.length} errors)`,
  )
  return (
    `${takeovers.length} kills; lease taken over after ${times('leasedMs')}; ` +
    `polled again after ${times('polledMs')} (a poll each ${POLL_EVERY_MS} ms); gate answers ${seats.join(', ')}`
  )
}

/** The counts to add so that this share of the budget is left: failures, or good requests that dilute them. */
function countsThatLeave(
  remaining: number,
  { failed, total }: { readonly failed: number; readonly total: number },
): { readonly failed: number; readonly total: number } {
  const failing = ALLOWED * (1 - remaining)
  if (failed >= failing * total) return { failed: 0, total: Math.round(failed / failing) - total }
  const more = Math.round((failing * total - failed) / (1 - failing))
  return { failed: more, total: more }
}
