import type { AnchorsKept } from '../../core/kernel/audit/anchors-kept.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { readAnchorFile } from '../../adapters/anchors/anchor-file.ts'
import { readAnchorThreads } from '../../adapters/slack/anchor-threads.ts'
import { openLog } from '../../adapters/system/logger.ts'
import type { Environment } from '../../config/reading/env-file.ts'
import type { AuditSettings } from '../../config/settings/audit-reader.ts'
import { complain } from '../terminal/complain.ts'

/**
 * What is kept in a file and in Slack. `given` names another file than the settings do.
 *
 * @throws OperatorError where there is nothing to read, or it cannot be read
 */
export async function keptAnchors(
  { anchors }: AuditSettings,
  given: string | true,
  env: Environment,
): Promise<readonly AnchorsKept[]> {
  const file = given === true ? (anchors?.file ?? null) : given
  const channel = anchors?.slack ?? null
  if (file === null && channel === null)
    throw new OperatorError(
      'no anchors are kept in a file or in Slack',
      'name the file behind --anchors, or set audit.anchors in budgeteer.yaml',
    )
  const botToken = env['SLACK_BOT_TOKEN']?.trim() ?? ''
  const apiUrl = env['SLACK_API_URL']?.trim() ?? ''
  if (channel !== null && botToken === '')
    complain(`warning: the anchors in ${channel} are not compared: SLACK_BOT_TOKEN is not set`)
  try {
    return await Promise.all([
      ...(file === null ? [] : [readAnchorFile(file)]),
      ...(channel === null || botToken === ''
        ? []
        : [
            readAnchorThreads({
              botToken,
              apiUrl: apiUrl === '' ? null : apiUrl,
              channel,
              logger: openLog('silent', [botToken]),
            }),
          ]),
    ])
  } catch (error) {
    throw new OperatorError(`the anchors cannot be read: ${(error as Error).message}`, null, { cause: error })
  }
}
