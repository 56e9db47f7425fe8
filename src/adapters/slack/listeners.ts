import type { App } from '@slack/bolt'

import { ACTION, ANY_FORM_CHOICE, MODAL } from './action-ids.ts'
import type { SeenOnce } from '../../core/kernel/seen-once.ts'
import type { Desk } from './desk.ts'
import type { SlackDirectory } from './directory.ts'
import { listenToFlagClicks } from './flag-clicks.ts'
import { listenToHome } from './home/listen-to-home.ts'
import { listenToDrafts } from './modals/draft-form.ts'
import { listenToIncidents } from './modals/incident-forms.ts'
import { listenToShadow } from './modals/end-shadow.ts'
import { listenToRisks } from './modals/decide-risk.ts'
import { listenToLevelClicks } from './modals/level-clicks.ts'
import { listenToPostmortems } from './modals/postmortem-form.ts'
import { listenToRequestClicks } from './modals/request-clicks.ts'
import { listenToRequestForm } from './modals/request-modal.ts'
import { listenToActionClicks } from './modals/action-clicks.ts'
import { listenToTopActions } from './modals/top-actions.ts'
import { listenToPagerClicks } from './pager-clicks.ts'
import { listenToRolloutClicks } from './rollout-clicks.ts'
import { isReadable } from './payload-shape.ts'
import { GROUP_EVENTS } from './scopes.ts'
import { SeenTriggers } from './seen-triggers.ts'
import { listenToCommands } from './slash-commands.ts'
import { listenToStatusClicks } from './status-clicks.ts'

/** Everything that the bot listens to. Other clicks, such as on a button of an older version, are acknowledged. */
export function listenTo(
  app: App,
  desk: Desk,
  directory: Pick<SlackDirectory, 'groupChanged'>,
  record: SeenOnce,
): void {
  const seen = new SeenTriggers(desk.clock, record)
  app.use(async ({ body, next, ...rest }) => {
    const triggerId: unknown = 'trigger_id' in body ? body.trigger_id : undefined
    const isKnown = isReadable({ ...body })
    if (!isKnown) desk.passedOver('type' in body ? String(body.type) : 'command')
    if (isKnown && (typeof triggerId !== 'string' || (await seen.isNew(triggerId)))) {
      await next()
      return
    }
    // Slack delivered the same click again, and it has been handled; or nobody here can read it.
    if ('ack' in rest && typeof rest.ack === 'function') await rest.ack()
  })
  app.error((error) => {
    desk.failed('listener', error)
    return Promise.resolve()
  })
  listenToCommands(app, desk)
  listenToRequestForm(app, desk)
  listenToRequestClicks(app, desk)
  listenToRolloutClicks(app, desk)
  listenToActionClicks(app, desk)
  listenToFlagClicks(app, desk)
  listenToLevelClicks(app, desk)
  listenToStatusClicks(app, desk)
  listenToTopActions(app, desk)
  listenToPostmortems(app, desk)
  listenToDrafts(app, desk)
  listenToIncidents(app, desk)
  listenToPagerClicks(app, desk)
  listenToShadow(app, desk)
  listenToRisks(app, desk)
  listenToHome(app, desk)
  for (const event of GROUP_EVENTS)
    app.event(event, ({ event: told }) => {
      directory.groupChanged('subteam' in told ? told.subteam.id : told.subteam_id)
      desk.homes.changed()
      return Promise.resolve()
    })
  app.action(UNKNOWN_ACTION, ({ ack }) => ack())
  app.view(UNKNOWN_MODAL, ({ ack }) => ack())
}

/** Every listener that matches a payload runs, so these must match only what no other does. */
const UNKNOWN_ACTION = new RegExp(
  `^(?!(?:${Object.values(ACTION).join('|')})$|${ANY_FORM_CHOICE.source.slice(1)})`,
)
const UNKNOWN_MODAL = new RegExp(`^(?!(?:${Object.values(MODAL).join('|')})$)`)
