import type { Store } from '../../../src/adapters/store/store.ts'
import { DUTIES, type Lease } from '../../../src/core/replicas/lease.ts'
import { type BotProcess, eventually, type Premises } from '../../support/bot-process.ts'

/** A kill of the leader, and how long it took until another had the lease and had polled. */
export interface Takeover {
  readonly leasedMs: number
  readonly polledMs: number
}

/** Bots on one database, each in a seat of its own in which it is started again. */
export class ReplicaFleet {
  readonly takeovers: Takeover[] = []
  readonly #premises: Premises
  readonly #store: Store
  readonly #seats: BotProcess[]
  readonly #killed = new Set<BotProcess>()

  private constructor(premises: Premises, store: Store, seats: BotProcess[]) {
    this.#premises = premises
    this.#store = store
    this.#seats = seats
  }

  /** `store` is a look of our own at the database. */
  static async start(premises: Premises, store: Store, count: number): Promise<ReplicaFleet> {
    const seats: BotProcess[] = []
    for (let seat = 0; seat < count; seat += 1) seats.push(await premises.start())
    return new ReplicaFleet(premises, store, seats)
  }

  get seats(): readonly BotProcess[] {
    return this.#seats
  }

  /** Those that take calls: not the ones that are still starting. */
  get up(): readonly BotProcess[] {
    return this.#seats.filter(({ isUp }) => isUp)
  }

  /** Whether what it left unanswered is our doing. */
  wasKilled(bot: BotProcess): boolean {
    return this.#killed.has(bot)
  }

  /** Kills who holds the lease by its own account in the database, starts it again, and waits until another has polled. */
  async killLeader(): Promise<void> {
    const seat = await eventually('a leader, and another that can take over', async () => {
      const lease = await this.#lease()
      const held = this.#seats.findIndex(({ isUp, pid }) => isUp && pid === lease?.pid)
      return held !== -1 && this.up.length > 1 ? held : undefined
    })
    const leader = this.#seats[seat] as BotProcess
    const { term } = (await this.#lease()) ?? {}
    this.#killed.add(leader)
    const killedAt = Date.now()
    await leader.kill()
    this.#seats[seat] = this.#premises.launch()
    const leasedMs = await this.#until(killedAt, async () => (await this.#lease())?.term !== term)
    const polledMs = await this.#until(killedAt, async () => {
      const statuses = await this.#store.statuses.all()
      return statuses.some(({ polledAt }) => polledAt >= killedAt)
    })
    this.takeovers.push({ leasedMs, polledMs })
  }

  /** Of each the exit code, when all have started and been told to stop. */
  async stop(): Promise<readonly (number | null)[]> {
    for (const bot of this.#seats) await bot.url
    const codes: (number | null)[] = []
    for (const bot of this.#seats) codes.push(await bot.stop())
    return codes
  }

  #lease(): Promise<Lease | undefined> {
    return this.#store.leases.current(DUTIES)
  }

  async #until(since: number, isSo: () => Promise<boolean>): Promise<number> {
    return eventually('a takeover', async () => ((await isSo()) ? Date.now() - since : undefined))
  }
}
