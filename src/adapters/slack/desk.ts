import type { ViewsOpenArguments } from '@slack/web-api'

import type { Clock, Ids } from '../../core/kernel/time/clock.ts'
import { plainAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import type { OpenedModal } from './commands/subcommand.ts'
import type { HomeKeeper } from './home/home-keeper.ts'
import type { HomeState } from './home/home-state.ts'
import type { Logger } from './logger.ts'
import type { PictureAnswers } from './pictures/picture-answers.ts'
import { noteModal } from './modals/modal.ts'
import { withoutSecrets } from './redact.ts'
import type { AnswerTo, Responder } from './responder.ts'
import { slackFailure } from './slack-failure.ts'
import type { UseCases } from '../../core/use-cases.ts'
import type { WebClients } from './web-clients.ts'

type ModalView = ViewsOpenArguments['view']

/** What every handler that answers people needs. */
export class Desk {
  readonly useCases: UseCases
  readonly clock: Clock
  readonly responder: Responder
  readonly homes: HomeKeeper
  readonly #ids: Ids
  readonly #logger: Logger
  readonly #clients: WebClients
  readonly #pictures: PictureAnswers

  constructor(parts: {
    readonly useCases: UseCases
    readonly clock: Clock
    readonly ids: Ids
    readonly logger: Logger
    readonly clients: WebClients
    readonly responder: Responder
    readonly pictures: PictureAnswers
    readonly homes: HomeKeeper
  }) {
    this.useCases = parts.useCases
    this.clock = parts.clock
    this.responder = parts.responder
    this.homes = parts.homes
    this.#ids = parts.ids
    this.#logger = parts.logger
    this.#clients = parts.clients
    this.#pictures = parts.pictures
  }

  /** Opens a modal; the trigger must be younger than three seconds. Throws what the web client throws. */
  async openModal(triggerId: string, view: ModalView): Promise<OpenedModal> {
    const answer = await this.#clients.telling.views.open({ trigger_id: triggerId, view })
    return { id: answer.view?.id ?? '', hash: answer.view?.hash ?? '' }
  }

  /**
   * Puts another content into an open modal. With a hash, a view that has changed meanwhile is left alone. Never rejects: the
   * person may have closed it.
   */
  async updateModal(modal: { readonly id: string; readonly hash?: string }, view: ModalView): Promise<void> {
    try {
      await this.#clients.telling.views.update({
        view_id: modal.id,
        view,
        ...(modal.hash === undefined || modal.hash === '' ? {} : { hash: modal.hash }),
      })
    } catch (error) {
      this.#logger.debug({ error: slackFailure(error).error }, 'modal not updated')
    }
  }

  /** Runs what a person asked for; on an error they get a plain sentence and the reference under which it is logged. */
  async attempt(what: string, work: () => Promise<Answer | null>): Promise<Answer | null> {
    try {
      return await work()
    } catch (error) {
      return this.failed(what, error)
    }
  }

  /** Logs the error and gives the person words to pass on. */
  failed(what: string, error: unknown): Answer {
    const reference = this.#ids.next('e')
    const failure = slackFailure(error)
    const stack = error instanceof Error ? withoutSecrets(error.stack ?? '') : ''
    this.#logger.error({ reference, what, error: failure.error, stack }, 'a request from Slack failed')
    const hint = failure.error === 'expired_trigger_id' ? ' Slack gave up waiting; please try again.' : ''
    const words = `:warning: That did not work, and it is not your fault.${hint} If it happens again, give your Budgeteer operator the reference \`${reference}\`.`
    return { ...plainAnswer(words), isRefusal: true }
  }

  /** Logs that a payload is not as Slack writes them: it was acknowledged, and nothing was done. */
  passedOver(type: string): void {
    this.#logger.warn({ type }, 'a payload from Slack could not be read')
  }

  /**
   * Answers a click in a home, where no message can stand beside the button: a refusal in a modal, all else at the top of the
   * home, which is drawn again.
   */
  async answerAtHome(
    click: { readonly userId: string; readonly triggerId: string; readonly shown: HomeState },
    answer: Answer | null,
  ): Promise<void> {
    const { userId, triggerId, shown } = click
    const isRefused = answer?.isRefusal === true
    this.homes.clicked(userId, shown, {}, isRefused ? null : (answer?.text ?? null))
    if (!isRefused) return
    try {
      await this.openModal(triggerId, noteModal('Not done', answer.blocks))
    } catch {
      // Whatever was clicked took longer than the trigger lives.
      await this.answer({ userId, channelId: undefined, responseUrl: undefined }, answer)
    }
  }

  /** Answers the person; a picture is shown in their direct messages. Never rejects. */
  async answer(to: AnswerTo, answer: Answer): Promise<void> {
    const left = await this.#pictures.withPicture(to, answer)
    if (left !== null) await this.responder.answer(to, left)
  }
}
