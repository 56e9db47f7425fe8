import type { KnownBlock } from '@slack/types'

import type { PictureName } from '../../../core/kernel/picture-name.ts'
import type { Ids } from '../../../core/kernel/time/clock.ts'
import type { Account } from '../account.ts'
import type { Answer } from '../answer.ts'
import { context } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import type { Logger } from '../logger.ts'
import { referenceOf } from '../message-reference.ts'
import { permalink } from '../permalink.ts'
import type { AnswerTo } from '../responder.ts'
import { slackFailure } from '../slack-failure.ts'
import type { WebClients } from '../web-clients.ts'
import type { PicturePosts } from './picture-posts.ts'
import { type Pictures, renderedPicture } from './rendered-picture.ts'

/**
 * Answers with pictures. Slack promises nowhere that a message for one person alone shares the file that it shows: the
 * picture goes to their direct messages, and the answer has the words and the way there.
 */
export class PictureAnswers {
  readonly #clients: WebClients
  readonly #posts: PicturePosts
  readonly #pictures: Pictures
  readonly #account: () => Account | null
  readonly #ids: Ids
  readonly #logger: Logger
  readonly #underWay = new Set<string>()

  constructor(parts: {
    readonly clients: WebClients
    readonly posts: PicturePosts
    readonly pictures: Pictures
    readonly account: () => Account | null
    readonly ids: Ids
    readonly logger: Logger
  }) {
    this.#clients = parts.clients
    this.#posts = parts.posts
    this.#pictures = parts.pictures
    this.#account = parts.account
    this.#ids = parts.ids
    this.#logger = parts.logger
  }

  /**
   * What is left to answer once the picture has been shown; null where nothing is, and where the same person is being
   * answered the same: a double click is one. Never rejects.
   */
  async withPicture(to: AnswerTo, answer: Answer): Promise<Answer | null> {
    if (answer.picture === undefined) return answer
    const question = JSON.stringify([to.userId, to.channelId, { ...answer.picture, at: 0 }])
    if (this.#underWay.has(question)) return null
    this.#underWay.add(question)
    try {
      return await this.#shown(to, answer, answer.picture)
    } finally {
      this.#underWay.delete(question)
    }
  }

  async #shown({ userId, channelId }: AnswerTo, answer: Answer, name: PictureName): Promise<Answer | null> {
    const picture = await renderedPicture(this.#pictures, name, this.#logger)
    if (picture === null) return answer
    const inWords: Answer = {
      text: `${answer.text}. ${escapedLine(picture.altText)}`,
      blocks: [...answer.blocks, ...(picture.standIn as readonly KnownBlock[])],
    }
    try {
      const shown = await this.#posts.show(this.#ids.next('h'), answer.blocks, picture, async (blocks) => {
        const { channel } = await this.#clients.telling.conversations.open({ users: userId })
        const { ts } = await this.#clients.telling.chat.postMessage({
          channel: channel?.id ?? userId,
          text: inWords.text,
          blocks: [...blocks],
          unfurl_links: false,
        })
        return { channelId: channel?.id ?? '', ts: ts ?? '' }
      })
      if (shown === null) return inWords
      if (shown.answer.channelId === channelId) return null
      const url = permalink(this.#account(), { subject: '', reference: referenceOf(shown.answer) })
      const where = 'in your direct messages with Budgeteer'
      const pointer = context(`🖼️ The picture is ${url === null ? where : `<${url}|${where}>`}.`)
      return { ...inWords, blocks: [...inWords.blocks, pointer] }
    } catch (error) {
      this.#logger.warn({ error: slackFailure(error).error }, 'a picture was not sent: words stand in for it')
      return inWords
    }
  }
}
