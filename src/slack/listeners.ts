import type { App } from '@slack/bolt'

import type { Desk } from './desk.ts'
import { SeenTriggers } from './seen-triggers.ts'
import { listenToCommands } from './slash-commands.ts'

/** Everything that the bot listens to. */
export function listenTo(app: App, desk: Desk): void {
  const seen = new SeenTriggers(desk.clock)
  app.use(async ({ body, next, ...rest }) => {
    const triggerId: unknown = 'trigger_id' in body ? body.trigger_id : undefined
    if (typeof triggerId !== 'string' || seen.isNew(triggerId)) {
      await next()
      return
    }
    if ('ack' in rest && typeof rest.ack === 'function') await (rest.ack as () => Promise<void>)()
  })
  app.error((error) => {
    desk.failed('listener', error)
    return Promise.resolve()
  })
  listenToCommands(app, desk)
}
