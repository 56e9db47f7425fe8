import { setTimeout as sleep } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SRE_1, SRE_2 } from '../../demo/cast.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { eventually } from '../support/bot-process.ts'
import { messageIds } from '../e2e/channel-view.ts'
import { SOAK_MS } from './lengths.ts'
import { Budgets } from './run/budgets.ts'
import { FaultLog } from './run/fault-log.ts'
import { MemoryLog } from './run/memory-log.ts'
import { People } from './run/people.ts'
import { GATE_TOKEN, openSoakPremises, SERVICES, type SoakPremises } from './run/premises.ts'
import { textOf } from './run/text-of.ts'
import { startGateLoad } from './run/soak-bot.ts'
import { trouble } from './run/trouble.ts'

const COMMANDS_A_SECOND = 50
const GATE_CALLS_A_SECOND = 500
/** It is killed in the first part of the time, again and again; memory is judged in the rest. */
const KILLED_FOR = 0.4
const KILLED_EVERY_MS = 40_000
/** After it was acknowledged. */
const COUNTED_WITHIN_MS = 20_000
/** Of all commands and clicks, where the machine has too little to give. */
const MOST_LATE = 0.05
/** To collect garbage holds the bot up. */
const LOOKED_EVERY_MS = 3_000
/** What is owed at the end may be much, and a channel takes a message a second. */
const PATIENCE_MS = 300_000

let budgets: Budgets
let premises: SoakPremises
beforeAll(async () => {
  budgets = await Budgets.open()
  premises = await openSoakPremises(budgets.url)
})
afterAll(async () => {
  await premises.close()
  await budgets.close()
})

test('under load and with faults nothing is lost or doubled, every error has its fault, and memory stays flat', async () => {
  const { workspace, url, database, folder } = premises
  const faults = new FaultLog()
  const people = new People(workspace, faults)
  const memory = new MemoryLog()
  let bot = premises.start()
  await bot.ready

  const answeredFile = join(folder, 'answered')
  const endGateLoad = startGateLoad({
    url,
    token: GATE_TOKEN,
    perSecond: GATE_CALLS_A_SECOND,
    services: SERVICES,
    answeredFile,
  })
  const over = new AbortController()
  const working = [
    people.work(COMMANDS_A_SECOND, over.signal),
    trouble({ workspace, budgets, database, faults }, over.signal),
  ]
  const startedAt = Date.now()
  let killedAt = startedAt
  let lookedAt = 0
  while (Date.now() - startedAt < SOAK_MS) {
    await sleep(1_000)
    const passedMs = Date.now() - startedAt
    if (passedMs < SOAK_MS * KILLED_FOR) {
      if (Date.now() - killedAt < Math.min(KILLED_EVERY_MS, SOAK_MS / 6)) continue
      killedAt = Date.now()
      const back = faults.begin('kill')
      await bot.end('SIGKILL')
      bot = premises.start()
      await bot.ready
      back()
      continue
    }
    if (Date.now() - lookedAt < LOOKED_EVERY_MS) continue
    lookedAt = Date.now()
    memory.add(await bot.usage())
  }
  over.abort()
  await Promise.all(working)
  const gate = await endGateLoad()
  budgets.calm()
  workspace.clearFaults()

  // Without faults, what is owed is told, and what is still open is decided.
  await nothingPending(url)
  for (const revision of people.revisions)
    for (const person of [SRE_1.id, SRE_2.id]) {
      const asked = people.openRequest(revision)
      if (asked !== undefined) await people.approve(asked, person)
    }
  await nothingPending(url)
  await bot.end('SIGTERM')

  const seconds = SOAK_MS / 1_000
  const rate = (count: number): string => (count / seconds).toFixed(1)
  const { p50Ms, p99Ms } = gate
  process.stderr.write(
    `soak of ${seconds} s: ${rate(gate.answered)} gate answers a second of ${GATE_CALLS_A_SECOND} wanted ` +
      `(${gate.failed} failed, ${gate.leftOut} not made in time; p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms), ` +
      `${rate(people.typed)} commands and ${rate(people.clicked)} clicks a second of ${COMMANDS_A_SECOND} each ` +
      `(${people.leftOut} not made in time, ${people.late} acknowledged too late), ${faults.count('kill')} kills, ${faults.count('slack')} faults of Slack; ` +
      `${memory.words()}\n`,
  )

  expect(people.offences, 'every error answer has a fault that explains it').toEqual([])
  expect(people.late).toBeLessThan(MOST_LATE * (people.typed + people.clicked))
  const unexplained = gate.failures.filter(({ from, until, status }) =>
    status === null
      ? !faults.explains(['kill'], from, until)
      : status !== 503 || !faults.explains(['kill', 'database'], from, until),
  )
  expect(unexplained).toEqual([])
  const ids = ['engineering', 'deploy-approvals', 'incidents'].flatMap((channel) =>
    messageIds(workspace.messages(channel)),
  )
  expect(ids.length - new Set(ids).size, 'messages that stand there twice').toBe(0)

  const answered = new Uint8Array(await readFile(answeredFile))
  const store = await openStore({ path: database })
  try {
    expect(await verifyChain(store.auditChain.rows())).toMatchObject({ intact: true })
    expect(await store.deliveries.pending(10)).toEqual([])
    const recorded = new Uint8Array(answered.length)
    const approvals = new Map<string, number>()
    const grants = new Map<string, number>()
    const transitions: string[] = []
    const approvedAt = new Map<string, number>()
    for await (const { kind, actor, at, data } of store.audit.entries()) {
      const { revision, request, transition } = data
      if (kind === 'gate' && typeof revision === 'string') {
        const n = Number(revision.slice(2))
        recorded[n] = (recorded[n] ?? 0) + 1
      } else if (kind === 'approval') {
        count(approvals, `${textOf(request)} by ${actor}`)
        approvedAt.set(`${textOf(revision)} by ${actor}`, at)
      } else if (kind === 'grant') count(grants, textOf(request))
      else if (kind === 'transition') transitions.push(textOf(transition))
    }
    const lost = answered.filter((was, n) => was === 1 && recorded[n] !== 1).length
    expect(lost, 'gate answers that are not in the audit log exactly once').toBe(0)
    expect(recorded.filter((times) => times > 1).length, 'gate calls that were decided twice').toBe(0)
    expect(
      [...approvals].filter(([, times]) => times > 1),
      'approvals that count twice',
    ).toEqual([])
    expect(
      [...grants].filter(([, times]) => times > 1),
      'requests granted twice',
    ).toEqual([])

    const requests = await store.requests.list({ limit: 10_000 })
    expect(
      requests.filter(({ state }) => state !== 'granted').map(({ revision }) => revision),
      'requests that both of SRE have clicked on and that are not granted',
    ).toEqual([])
    expect(new Set(requests.map(({ revision }) => revision)).size).toBe(requests.length)
    expect(approvals.size).toBe(2 * requests.length)
    expect(grants.size).toBe(requests.length)

    const uncounted = people.clicks.filter(({ revision, person, at }) => {
      if (person !== SRE_1.id && person !== SRE_2.id) return false
      const counted = approvedAt.get(`${revision} by ${person}`) ?? Infinity
      return (
        counted > at + COUNTED_WITHIN_MS && !faults.explains(['kill', 'database'], at, at + COUNTED_WITHIN_MS)
      )
    })
    expect(uncounted.slice(0, 10), 'acknowledged clicks that were not counted').toEqual([])

    const announced = ids.flatMap((id) => /^(?:level|freeze)\/([^/]+)$/.exec(id)?.[1] ?? [])
    // Where each service stands when the bot first sees it is no news, unless it is a freeze.
    const untold = transitions.filter((transition) => !announced.includes(transition))
    expect(untold.length, 'transitions that were not announced').toBeLessThanOrEqual(SERVICES.length)
  } finally {
    await store.close()
  }
  memory.expectFlat()
})

const nothingPending = (url: string): Promise<true> =>
  eventually(
    'nothing pending',
    async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text()
      return /^budgeteer_outbox_pending 0$/m.test(metrics) ? true : undefined
    },
    PATIENCE_MS,
  )

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)
