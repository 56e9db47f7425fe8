import type { WebClient } from '@slack/web-api'

import { HOME_EVENT } from '../scopes.ts'
import { slackFailure } from '../slack-failure.ts'
import type { SlackFinding } from '../slack-finding.ts'
import { isHomeLacking } from './home-failure.ts'

/**
 * Whether homes can be published at all, by the refusal of one for nobody: it stands nowhere. Never rejects. The API does not
 * tell an app which events it is subscribed to.
 */
export async function checkHome(client: WebClient): Promise<readonly SlackFinding[]> {
  try {
    await client.apiCall('views.publish')
  } catch (error) {
    const failure = slackFailure(error)
    if (failure.error === 'not_enabled')
      return [
        {
          kind: 'warning',
          text: 'the app has no Home tab',
          todo: 'turn it on under "App Home" of the Slack app',
        },
      ]
    if (isHomeLacking(failure.error))
      return [
        {
          kind: 'warning',
          text: `this server has no views.publish (${failure.error}): nobody has a home`,
          todo: 'use commands and the buttons of messages, which do the same',
        },
      ]
    if (failure.kind === 'passing')
      return [
        {
          kind: 'warning',
          text: `whether homes can be published is not known (${failure.error})`,
          todo: 'see whether this machine reaches Slack, and try again',
        },
      ]
  }
  const text = `homes can be published where the app has its Home tab and is subscribed to the event ${HOME_EVENT}`
  return [{ kind: 'good', text }]
}
