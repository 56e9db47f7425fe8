import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Faults } from './faults.ts'
import { isAnsweredByFault } from './fault-answer.ts'
import { answerJson, answerText, bodyOf } from './http-exchange.ts'
import { unguessable } from './identifiers.ts'
import type { Interaction } from './interaction.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, parsedJson, textAt } from './json-values.ts'
import { isRefusal, messageContent } from './message-content.ts'
import type { Refusal } from './method-answer.ts'
import { refusal } from './method-answer.ts'
import type { Message, WorkspaceState } from './state.ts'

const MAX_POSTS = 5
const LIFETIME_MS = 30 * 60_000

interface ResponseUrl {
  readonly interaction: Interaction
  posts: number
}

/** The addresses that let an app answer an interaction: five posts within thirty minutes. */
export class ResponseUrls {
  readonly #state: WorkspaceState
  readonly #origin: () => string
  readonly #faults: Faults
  readonly #urls = new Map<string, ResponseUrl>()

  constructor(state: WorkspaceState, origin: () => string, faults: Faults) {
    this.#state = state
    this.#origin = origin
    this.#faults = faults
  }

  /** An address under `/actions/` or `/commands/` that belongs to this interaction alone. */
  issue(interaction: Interaction, kind: 'actions' | 'commands'): string {
    for (const [old, url] of this.#urls) {
      if (interaction.at - url.interaction.at <= LIFETIME_MS) break
      this.#urls.delete(old)
    }
    const path = `/${kind}/${this.#state.team.id}/${unguessable()}`
    this.#urls.set(path, { interaction, posts: 0 })
    return `${this.#origin()}${path}`
  }

  async handle(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = parsedJson((await bodyOf(request)) ?? '')
    const fault = this.#faults.next('response_url', body)
    if (fault !== undefined && (await isAnsweredByFault(fault, request, response))) return
    const url = this.#urls.get(path)
    const problem = this.#problem(url)
    if (url === undefined || problem !== undefined) {
      answerJson(response, refusal(problem ?? 'expired_url'), 404)
      return
    }
    if (!isObject(body)) {
      answerText(response, 'invalid_payload', 400)
      return
    }
    const refused = this.respond(url.interaction, body)
    if (refused !== undefined) {
      answerJson(response, refused, refused.error === 'message_not_found' ? 404 : 400)
      return
    }
    url.posts += 1
    answerText(response, 'ok')
  }

  /** Does what an answer says, be it posted to a response URL or given in an acknowledgement. */
  respond(interaction: Interaction, answer: JsonObject): Refusal | undefined {
    const { source } = interaction
    const known = source === null ? undefined : this.#current(source)
    if (answer['delete_original'] === true) {
      if (known === undefined) return refusal('message_not_found')
      this.#state.remove(known)
      return undefined
    }
    const content = messageContent({
      text: answer['text'],
      blocks: answer['blocks'],
      hasBlocks: answer['blocks'] !== undefined,
      metadata: answer['metadata'],
      hasMetadata: answer['metadata'] !== undefined,
      mayShow: (file) => this.#state.files.mayBeShown(file),
    })
    if (isRefusal(content)) return content
    const text = content.text ?? ''
    const blocks = content.blocks ?? []
    if (text === '' && blocks.length === 0) return refusal('no_text')
    if (answer['replace_original'] === true && source !== null) {
      if (known === undefined) return refusal('message_not_found')
      interaction.show({ kind: 'message', message: this.#state.edit(known, { text, blocks }) })
      return undefined
    }
    const message = this.#state.post({
      channel: interaction.channel ?? this.#state.directMessage(interaction.person).id,
      user: this.#state.bot.id,
      text,
      blocks,
      threadTs: textAt(answer['thread_ts']) ?? null,
      metadata: content.metadata ?? null,
      ephemeralFor: answer['response_type'] === 'in_channel' ? null : interaction.person,
    })
    interaction.show({ kind: 'message', message })
    return undefined
  }

  #problem(url: ResponseUrl | undefined): string | undefined {
    if (url === undefined) return 'expired_url'
    if (this.#state.now() - url.interaction.at > LIFETIME_MS) return 'expired_url'
    return url.posts >= MAX_POSTS ? 'used_url' : undefined
  }

  #current({ channel, ts, ephemeralFor }: Message): Message | undefined {
    return ephemeralFor === null ? this.#state.message(channel, ts) : this.#state.ephemeral(ephemeralFor, ts)
  }
}
