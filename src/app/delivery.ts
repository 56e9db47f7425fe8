import type { Logger } from 'pino'
import type { Secrets } from '../config/settings/secrets.ts'
import type { Settings } from '../config/settings/settings-reader.ts'
import type { Metrics } from '../adapters/http/metrics.ts'
import { anchorFileMessenger, anchorLine } from '../adapters/anchors/anchor-file.ts'
import { MAIL_PICTURE_WIDTH } from '../adapters/mail/mail-picture.ts'
import { opsgenieOutlet } from '../adapters/opsgenie/opsgenie-outlet.ts'
import { pagerDutyOutlet } from '../adapters/pagerduty/pagerduty-outlet.ts'
import { recognised } from '../adapters/templates/known-facts.ts'
import { TemplateError } from '../adapters/templates/message-errors.ts'
import { plainFacts } from '../adapters/templates/plain-facts.ts'
import { plainText } from '../adapters/templates/mrkdwn.ts'
import type { Renderer } from '../adapters/templates/renderer.ts'
import type { Announcement } from '../core/announcements/announcement.ts'
import { createDelivery, type DeliveryLoop } from '../core/kernel/outbox/deliver.ts'
import type { DeliveryWorld, DeliveryEvent } from '../core/kernel/outbox/delivery-world.ts'
import type { DeliveryStore, Messenger, Rendered } from '../core/kernel/outbox/delivery.ts'
import type { MessageContent } from '../core/kernel/outbox/owed-message.ts'
import type { Look } from '../core/pictures/drawing.ts'
import { postOffice } from '../core/kernel/outbox/post-office.ts'
import { pageLink, pageOf } from '../core/announcements/page-of.ts'
import { withPageLink } from '../adapters/slack/blocks/page-link.ts'
import { messageBlocks } from '../adapters/slack/blocks/message-blocks.ts'
import { type Pictures, renderedPicture } from '../adapters/slack/pictures/rendered-picture.ts'
import { shadowMessage } from '../adapters/slack/blocks/shadow.ts'
import type { SlackConnection } from '../adapters/slack/connection.ts'
import { permalink } from '../adapters/slack/permalink.ts'
import type { Clock } from '../core/kernel/time/clock.ts'
import { reportMail } from '../adapters/reports/report-mail.ts'
import { toldDocument } from '../core/reports/told-document.ts'
import { LeaseLostError } from '../core/replicas/lease.ts'
import { webhookMessenger } from '../adapters/webhooks/webhook-messenger.ts'
import { mailOptions, opsgeniePagers, pagerDutyPagers, webhookReceivers } from './adapter-options.ts'

export interface OutgoingDeps {
  readonly settings: Pick<Settings, 'mail' | 'webhooks' | 'pagers' | 'audit'>
  readonly secrets: Pick<Secrets, 'mailPassword' | 'webhooks' | 'pagers'>
  /** As the templates are now. */
  readonly renderer: () => Renderer
  readonly slack: Pick<SlackConnection, 'messenger' | 'account'>
  /** Of the count of what is owed. */
  readonly store: Pick<DeliveryStore, 'count'>
  readonly metrics: Pick<Metrics, 'recordOutbox'>
  readonly pictures: Pictures
  /** Where people reach the pages; null where nothing says it. */
  readonly pagesUrl: () => string | null
  readonly clock: Clock
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
}

const IN_MAIL: Look = { widthPx: MAIL_PICTURE_WIDTH, scheme: 'light' }

/** Sends owed messages to their receivers. */
export async function delivery(deps: OutgoingDeps): Promise<{
  /** Sends what this store owes, once it is woken. Of the senders on one database only one may run. */
  readonly senderOn: (store: DeliveryStore) => DeliveryLoop
  /** Messages given up for good since the start. */
  readonly givenUp: () => number
}> {
  const { store, metrics, clock, logger } = deps
  let failed = 0
  const messenger = await messengers(deps)
  const render = rendering(deps)
  const onEvent = (event: DeliveryEvent): void => {
    if (event.kind === 'failed') failed += 1
    reportDelivery(logger, event)
    void store.count().then(
      (pending) => metrics.recordOutbox({ pending, failed }),
      () => undefined,
    )
  }
  return {
    senderOn: (owing) => createDelivery({ store: owing, messenger, clock, render, onEvent }),
    givenUp: () => failed,
  }
}

async function messengers({ settings, secrets, slack, clock, logger }: OutgoingDeps): Promise<Messenger> {
  const mail = mailOptions(settings, secrets)
  return postOffice([
    slack.messenger,
    // Most bots send no mail, and it takes some memory to know how.
    ...(mail === null
      ? []
      : [(await import('../adapters/mail/mail-messenger.ts')).mailMessenger(mail, logger)]),
    webhookMessenger(webhookReceivers(settings, secrets), clock),
    pagerDutyOutlet(pagerDutyPagers(settings, secrets)),
    ...(settings.audit.anchors?.file ? [anchorFileMessenger(settings.audit.anchors.file)] : []),
    opsgenieOutlet(opsgeniePagers(settings, secrets), clock),
  ])
}

function rendering({ renderer, slack, pictures, pagesUrl, logger }: OutgoingDeps): DeliveryWorld['render'] {
  /** A template that fails or does not end with these facts costs the message its words, and is for somebody to mend. */
  const wordsOf = (announcement: Announcement, continuesUrl: string | null): string => {
    try {
      return renderer().text(announcement, continuesUrl)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      logger.error(
        { error: error.message },
        'a template cannot be used: its message is sent without its words',
      )
      return plainFacts(announcement)
    }
  }
  const pictured = ({ picture }: MessageContent, look?: Look): Pick<Rendered, 'picture'> =>
    picture === null || picture === undefined
      ? {}
      : { picture: () => renderedPicture(pictures, picture, logger, look) }
  return (owed, continues) => {
    const { content, address } = owed
    // Machines are told in facts; a pager's outlet puts them into its own form.
    if (address.kind === 'webhook' || address.kind === 'pager')
      return { text: JSON.stringify(content), blocks: [] }
    const announcement = recognised(content)
    if (address.kind === 'anchor-file')
      return { text: announcement.kind === 'audit-anchor' ? anchorLine(announcement) : '', blocks: [] }
    const text = wordsOf(announcement, continues && permalink(slack.account(), continues))
    const percent = (ratio: number): string => renderer().percent(ratio)
    const link = pageLink(pageOf(owed, announcement), pagesUrl())
    if (address.kind === 'mail') {
      const way = link === null ? '' : `\n\n${link.words}: ${link.url}`
      return {
        text: `${plainText(text)}${way}`,
        blocks: [],
        ...pictured(content, IN_MAIL),
        ...(announcement.kind === 'report' && {
          page: (picture) => reportMail(toldDocument(announcement, percent), { picture, link }),
        }),
      }
    }
    const own =
      address.kind === 'channel' && address.purpose === 'shadow'
        ? shadowMessage(announcement, text, percent)
        : { text, blocks: messageBlocks(announcement, text, percent) }
    return { ...own, blocks: withPageLink(own.blocks, link), ...pictured(content) }
  }
}

/** An error in the log means that somebody must act; what passes by itself is a warning. */
function reportDelivery(logger: OutgoingDeps['logger'], event: DeliveryEvent): void {
  switch (event.kind) {
    case 'sent':
      logger.debug({ id: event.message.id, found: event.found, tookMs: event.tookMs }, 'message sent')
      break
    case 'postponed':
      logger.warn({ id: event.message.id, error: event.error, pauseMs: event.pauseMs }, 'message postponed')
      break
    case 'failed':
      logger.error({ id: event.message.id, error: event.error }, 'message given up: somebody must look at it')
      break
    case 'twins-removed':
      logger.warn(
        { id: event.message.id, removed: event.removed },
        'a message arrived twice; the twin is deleted',
      )
      break
    case 'trouble':
      if (event.error instanceof LeaseLostError) {
        logger.info('what was to be sent is another replica’s by now')
        break
      }
      logger.warn({ err: event.error }, 'the outbox could not be read or written; it is tried again')
      break
  }
}
