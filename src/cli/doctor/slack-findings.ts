import { slackOptions } from '../../app/adapter-options.ts'
import { readsMail } from '../../config/settings/on-call-reader.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import { groupsIn, type RoleBook } from '../../core/people/role-book.ts'
import type { MessageToCheck } from '../../adapters/slack/check-blocks.ts'
import { checkSlack } from '../../adapters/slack/check-slack.ts'
import { slackClockSkew } from '../../adapters/slack/clock-skew.ts'
import { SLACK_API_URL } from '../../adapters/slack/web-clients.ts'
import { openLog } from '../../adapters/system/logger.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { type Finding, skewFinding } from './finding.ts'

/** What Slack says of the tokens, the channels, and everybody whom roles and owners name. */
export async function slackFindings(
  settings: Settings,
  secrets: Secrets,
  book: RoleBook,
  messages: readonly MessageToCheck[],
): Promise<readonly Finding[]> {
  const options = slackOptions(settings, secrets)
  const [findings, skewMs] = await Promise.all([
    checkSlack({
      ...options,
      groups: groupsIn(book),
      people: peopleIn(book),
      messages,
      readsMail: readsMail(settings.onCall),
      logger: openLog('silent', []),
    }),
    // Where Slack cannot be reached at all, the token's finding says so.
    slackClockSkew(options.apiUrl ?? SLACK_API_URL, () => systemClock.now()).catch(() => undefined),
  ])
  return [
    ...findings.map(({ kind, text, todo }) => ({ area: 'slack' as const, kind, text, todo: todo ?? null })),
    ...(skewMs === undefined ? [] : [skewFinding('slack', "Slack's", skewMs)]),
  ]
}

/** Where each person is named, by user id. */
function peopleIn({ roles, owners }: RoleBook): ReadonlyMap<string, string> {
  const places = [
    ...[...roles].flatMap(([role, { users }]) => users.map((user) => [user, `the role ${role}`] as const)),
    ...[...owners].flatMap(([name, { users }]) => users.map((user) => [user, `owner of ${name}`] as const)),
  ]
  // The first place wins: a search for the id finds the others.
  return new Map(places.toReversed())
}
