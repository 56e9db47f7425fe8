import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoClock } from './demo-clock.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './teller.ts'
import { buttonNamed, valuesByLabel } from './workspace/find-element.ts'
import type { Message, OpenView } from './workspace/state.ts'

/** A step of the story that did not happen. */
export class StoryError extends Error {
  override readonly name = 'StoryError'
}

/** Real time that anything may take to be seen. */
const PATIENCE_MS = 20_000
const GLANCE_MS = 10
/** So many messages of each address are named when they are not sent in time. */
const ENOUGH_TO_TELL = 3

/** How the story looks at the stage: it waits by letting the pauses of the sender pass at once. */
export class Audience {
  readonly #stage: Stage
  readonly #clock: DemoClock
  readonly #teller: Pick<Teller, 'does'>

  constructor(stage: Stage, clock: DemoClock, teller: Pick<Teller, 'does'> = { does: () => undefined }) {
    this.#stage = stage
    this.#clock = clock
    this.#teller = teller
  }

  /** The newest message of a channel or direct message that says all of this. Rejects when it does not come in time. */
  async sees(channel: string, ...words: readonly string[]): Promise<Message> {
    const says = ({ text }: Message): boolean => words.every((some) => text.includes(some))
    return this.until(
      () => this.#stage.workspace.messages(channel).findLast(says),
      `“${words.join('” and “')}” in ${channel}`,
    )
  }

  async until<T>(query: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS
    while (Date.now() < deadline) {
      const found = query()
      if (found !== undefined) return found
      await sleep(GLANCE_MS)
      this.#clock.advance(GLANCE_MS * 25)
    }
    throw new StoryError(`nobody saw ${what}`)
  }

  /** Waits until the bot has sent all that it owes: a commit owes many messages, and a channel takes one a second. */
  async hearsItOut(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS
    let owed = await this.#owed()
    while (owed.length > 0) {
      if (Date.now() >= deadline) throw new StoryError(`these messages were not sent: ${owed.join(', ')}`)
      await sleep(GLANCE_MS)
      this.#clock.advance(GLANCE_MS * 25)
      owed = await this.#owed()
    }
  }

  /** Runs a slash command and gives back what the person was answered. */
  async command(person: string, line: string): Promise<string> {
    const outcome = await this.types(person, line)
    const shown = outcome.failure === null ? await outcome.answer(PATIENCE_MS) : undefined
    if (shown?.kind !== 'message')
      throw new StoryError(`${line} was not answered: ${outcome.failure ?? 'silence'}`)
    return textOf(shown.message)
  }

  /** Runs a slash command that opens a form, or whose answer is of no interest. */
  types(person: string, line: string): ReturnType<Stage['workspace']['runCommand']> {
    this.#teller.does(person, `types ${line}`)
    return this.#stage.workspace.runCommand(person, 'engineering', line)
  }

  async presses(person: string, message: Message, label: string): Promise<void> {
    this.#teller.does(person, `presses “${label}”`)
    const outcome = await this.#stage.workspace.press(person, message, buttonNamed(message, label))
    if (outcome.failure !== null) throw new StoryError(`${label} failed: ${outcome.failure}`)
  }

  /** Presses the newest button of a channel whose label begins so. */
  async pressesNewest(person: string, channel: string, label: string): Promise<void> {
    const [message, name] = await this.until(() => {
      const messages = this.#stage.workspace.messages(channel).toReversed()
      for (const one of messages) {
        const found = new RegExp(`"text":"(${label}[^"]*)"`).exec(JSON.stringify(one.blocks))?.[1]
        if (found !== undefined) return [one, found] as const
      }
      return undefined
    }, `a button “${label}” in ${channel}`)
    await this.presses(person, message, name)
  }

  /** Fills in the form that is open in front of somebody, by the labels of its inputs. */
  async submits(person: string, filled: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
    const { workspace } = this.#stage
    const labels = Object.keys(filled)
    const view = await this.until(
      () =>
        workspace
          .openViews(person)
          .findLast((open) => labels.every((label) => textOfView(open).includes(label))),
      `a form with ${labels.join(', ')}`,
    )
    this.#teller.does(person, 'fills in the form')
    const outcome = await workspace.submitView(view, valuesByLabel(view, filled))
    const errors = Object.entries(outcome.errors).map(([block, error]) => `${block}: ${error}`)
    if (outcome.failure !== null || errors.length > 0)
      throw new StoryError(`the form was refused: ${outcome.failure ?? errors.join('; ')}`)
  }

  async asksGate(question: Readonly<Record<string, unknown>>): Promise<GateWord> {
    const answer = await fetch(`${this.#stage.bot.http.url}/v1/gate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#stage.token('ci')}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!answer.ok) throw new StoryError(`the gate answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as GateWord
  }

  /** The subjects of messages that wait to be sent. */
  async #owed(): Promise<string[]> {
    const pending = await this.#stage.store.deliveries.pending(ENOUGH_TO_TELL)
    return pending.map(({ message }) => message.subject)
  }
}

interface GateWord {
  readonly allowed: boolean
  readonly decision: string
  readonly explanation: string
}

const textOf = (message: Message): string => `${message.text}\n${JSON.stringify(message.blocks)}`

const textOfView = ({ view }: OpenView): string => JSON.stringify(view['blocks'])
