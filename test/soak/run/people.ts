import { setTimeout as sleep } from 'node:timers/promises'
import { DEVELOPER, OWNER, SRE_1, SRE_2 } from '../../../demo/cast.ts'
import type { ActionTarget } from '../../../demo/workspace/interaction-payload.ts'
import { buttonNamed } from '../../../demo/workspace/find-element.ts'
import type { Message } from '../../../demo/workspace/state.ts'
import type { Workspace } from '../../../demo/workspace/workspace.ts'
import type { FaultLog } from './fault-log.ts'
import { FROZEN, SERVICES } from './premises.ts'

const TICK_MS = 20
/** At once under way, of commands and of clicks. */
const MOST_AT_ONCE = 20
const ANSWERED_WITHIN_MS = 20_000
const REQUEST_EVERY_MS = 4_000
/** Only the newest requests are clicked on. */
const CLICKED_REQUESTS = 10
const KEPT_OFFENCES = 50
/** What Slack says when nothing was acknowledged within three seconds. */
const LATE = /operation_timeout|We had some trouble connecting/

const UNCLEAR = /not your fault|undefined|\[object Object\]|NaN/

/** What the workspace says where a request was decided meanwhile: its message has no buttons any more. */
const DECIDED = 'There is no such button on this message.'

/** A click that Slack delivered and the bot acknowledged. */
export interface Click {
  readonly revision: string
  readonly person: string
  readonly at: number
}

interface Asked {
  readonly revision: string
  readonly message: Message
  readonly approve: ActionTarget
}

/** People of a workspace who type and click at a rate. */
export class People {
  readonly clicks: Click[] = []
  readonly offences: string[] = []
  /** Revisions of deploy requests that were typed. */
  readonly revisions: string[] = []
  typed = 0
  clicked = 0
  leftOut = 0
  /** Acknowledged too late for Slack with no fault about: so it is where the machine has too little to give. */
  late = 0
  readonly #workspace: Workspace
  readonly #faults: FaultLog
  readonly #asked: Asked[] = []
  #open = { commands: 0, clicks: 0 }

  constructor(workspace: Workspace, faults: FaultLog) {
    this.#workspace = workspace
    this.#faults = faults
  }

  /** Types and clicks so often a second until the signal; resolves when the last has its answer. */
  async work(perSecond: number, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now()
    const running = new Set<Promise<void>>()
    const start = (work: Promise<void>): void => {
      running.add(work)
      void work.finally(() => running.delete(work))
    }
    let [due, nextRequestMs] = [0, 0]
    while (!signal.aborted) {
      const passedMs = performance.now() - startedAt
      for (; due < Math.floor((passedMs / 1_000) * perSecond); due += 1) {
        if (this.#open.commands < MOST_AT_ONCE) start(this.#types(due))
        else this.leftOut += 1
        if (this.#open.clicks < MOST_AT_ONCE) start(this.#clicks(due))
        else this.leftOut += 1
      }
      if (passedMs >= nextRequestMs) {
        nextRequestMs += REQUEST_EVERY_MS
        start(this.#asks(`v${this.revisions.length}`))
      }
      await sleep(TICK_MS)
    }
    await Promise.all(running)
  }

  /** What stands in the channel for approvals about a revision, if it can still be approved. */
  openRequest(revision: string): Asked | undefined {
    const message = this.#workspace
      .messages('deploy-approvals')
      .findLast(({ text, threadTs }) => threadTs === null && new RegExp(`\\b${revision}\\b`).test(text))
    if (message === undefined) return undefined
    try {
      return { revision, message, approve: buttonNamed(message, 'Approve') }
    } catch {
      return undefined
    }
  }

  async approve({ revision, message, approve }: Asked, person: string): Promise<void> {
    const at = Date.now()
    const { failure } = await this.#workspace.press(person, message, approve)
    if (failure === null) {
      this.clicked += 1
      this.clicks.push({ revision, person, at })
    } else if (failure === DECIDED) {
      const place = this.#asked.findIndex((one) => one.revision === revision)
      if (place !== -1) this.#asked.splice(place, 1)
    } else this.#offends(['kill', 'socket'], at, `a click: ${failure}`)
  }

  async #types(index: number): Promise<void> {
    const service = SERVICES[index % SERVICES.length] ?? FROZEN
    const lines = [
      `/budget status ${service}`,
      '/budget help',
      '/deploy list',
      `/budget policy ${service}`,
      '/budget nonsense',
    ]
    const person = index % 2 === 0 ? DEVELOPER.id : SRE_1.id
    this.#open.commands += 1
    try {
      await this.#answered(person, lines[index % lines.length] ?? '/budget')
      this.typed += 1
    } finally {
      this.#open.commands -= 1
    }
  }

  async #answered(person: string, line: string): Promise<void> {
    const at = Date.now()
    const outcome = await this.#workspace.runCommand(person, 'C0ENGINEERING', line)
    if (outcome.failure !== null) {
      this.#offends(['kill', 'socket'], at, `${line}: ${outcome.failure}`)
      return
    }
    const shown = await outcome.answer(ANSWERED_WITHIN_MS)
    if (shown === undefined) {
      this.#offends(['kill', 'slack'], at, `${line}: silence`)
      return
    }
    const words = shown.kind === 'message' ? shown.message.text : JSON.stringify(shown.view.view)
    if (UNCLEAR.test(words)) this.#offends(['database'], at, `${line}: ${words}`)
  }

  async #asks(revision: string): Promise<void> {
    this.revisions.push(revision)
    await this.#answered(DEVELOPER.id, `/deploy request ${FROZEN} ${revision} fix it is broken`)
    for (let tries = 0; tries < ANSWERED_WITHIN_MS / 500; tries += 1) {
      const asked = this.openRequest(revision)
      if (asked !== undefined) {
        this.#asked.push(asked)
        return
      }
      await sleep(500)
    }
  }

  /** Mostly people who may not approve, or who did already. */
  async #clicks(index: number): Promise<void> {
    const newest = this.#asked.slice(-CLICKED_REQUESTS)
    const asked = newest[index % newest.length]
    if (asked === undefined) return
    const person = [SRE_1, DEVELOPER, SRE_1, OWNER, index % 400 === 4 ? SRE_2 : SRE_1][index % 5] ?? SRE_1
    this.#open.clicks += 1
    try {
      await this.approve(asked, person.id)
    } finally {
      this.#open.clicks -= 1
    }
  }

  #offends(explanations: Parameters<FaultLog['explains']>[0], from: number, what: string): void {
    if (this.#faults.explains(explanations, from, Date.now())) return
    if (LATE.test(what)) this.late += 1
    else if (this.offences.length < KEPT_OFFENCES)
      this.offences.push(`${new Date(from).toISOString()} ${what}`)
  }
}
