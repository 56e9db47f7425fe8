import { request } from 'undici'
import { withinMessageLimits } from './blocks/limits.ts'
import type { Answer } from './answer.ts'
import type { Logger } from './logger.ts'
import { slackFailure } from './slack-failure.ts'
import type { WebClients } from './web-clients.ts'

const TIMEOUT_MS = 5_000
const SLACK_HOSTS = new Set(['hooks.slack.com', 'slack.com'])

/** Where an answer goes. Only the person is always known. */
export interface AnswerTo {
  readonly userId: string
  readonly channelId: string | undefined
  readonly responseUrl: string | undefined
  /** They pressed a button of an answer that only they see. */
  readonly isPrivate?: boolean
  /** The head of the thread that they look at: answers to a response URL always go to the channel beside it. */
  readonly threadTs?: string
}

/** Whether answers may be posted to this URL: it comes with the payload, so only Slack's own hosts are trusted. */
export function isResponseUrl(url: string, apiUrl: string): boolean {
  const given = parsed(url)
  const api = parsed(apiUrl)
  if (given === undefined || api === undefined || given.username !== '' || given.password !== '') return false
  if (given.protocol === 'https:' && given.port === '' && SLACK_HOSTS.has(given.hostname)) return true
  return given.protocol === api.protocol && given.host === api.host
}

/** Answers the person who did something, visible only to them. */
export class Responder {
  readonly #clients: WebClients
  readonly #apiUrl: string
  readonly #logger: Logger

  constructor(clients: WebClients, apiUrl: string, logger: Logger) {
    this.#clients = clients
    this.#apiUrl = apiUrl
    this.#logger = logger
  }

  /** Never rejects: an answer that cannot be delivered is logged. */
  async answer(to: AnswerTo, given: Answer): Promise<void> {
    const answer = { text: given.text, blocks: withinMessageLimits(given.blocks) }
    const { channelId, threadTs } = to
    if (given.replaces === true && to.isPrivate === true && to.responseUrl !== undefined)
      if (await this.#respond(to.responseUrl, answer, true)) return
    const isInThread = channelId !== undefined && threadTs !== undefined
    if (isInThread && (await this.#ephemeral(channelId, to.userId, answer, threadTs))) return
    if (to.responseUrl !== undefined && (await this.#respond(to.responseUrl, answer))) return
    if (channelId !== undefined && (await this.#ephemeral(channelId, to.userId, answer))) return
    await this.#direct(to.userId, answer)
  }

  async #respond(url: string, answer: Answer, replaces = false): Promise<boolean> {
    if (!isResponseUrl(url, this.#apiUrl)) {
      this.#logger.warn({}, 'a response URL that is not of Slack was not used')
      return false
    }
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: replaces, ...answer }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const said = await body.text()
      if (statusCode >= 200 && statusCode < 300 && !said.includes('"ok":false')) return true
      this.#logger.warn({ status: statusCode, body: said.slice(0, 200) }, 'answer refused')
    } catch (error) {
      this.#logger.warn({ error: slackFailure(error).error }, 'answer not sent')
    }
    return false
  }

  async #ephemeral(channel: string, user: string, answer: Answer, threadTs?: string): Promise<boolean> {
    try {
      await this.#clients.telling.chat.postEphemeral({
        channel,
        user,
        ...(threadTs !== undefined && { thread_ts: threadTs }),
        text: answer.text,
        blocks: [...answer.blocks],
      })
      return true
    } catch (error) {
      this.#logger.warn({ error: slackFailure(error).error }, 'ephemeral answer not sent')
      return false
    }
  }

  async #direct(user: string, answer: Answer): Promise<void> {
    try {
      const { channel } = await this.#clients.telling.conversations.open({ users: user })
      await this.#clients.telling.chat.postMessage({
        channel: channel?.id ?? user,
        text: answer.text,
        blocks: [...answer.blocks],
      })
    } catch (error) {
      this.#logger.error({ userId: user, error: slackFailure(error).error }, 'answer lost')
    }
  }
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}
