import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../demo/workspace/state.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { announcementsIn, messageIds } from './channel-view.ts'
import { FailingService, LIVE_SLI } from './failing-service.ts'

const HEALTHY = `📊 Error Budget Status: HEALTHY (72%)
Service: Checkout
Status: Normal operations
Deployments: All approved
Next Review: Weekly`

const WARNING = `⚠️  Error Budget Status: WARNING (42%)
Service: Checkout
Status: Elevated caution
Deployments: Extra review required
Action: Daily error budget sync at 10am
Next Review: Daily until >50%`

const CRITICAL = `🔴 ERROR BUDGET FREEZE: CRITICAL (18%)
Service: Checkout

Status: PARTIAL FREEZE
Budget Remaining: 18%
Projected Depletion: <duration> at current rate

DEPLOYMENT FREEZE:
❌ Feature releases: BLOCKED
❌ Experiments: BLOCKED
✅ P0/P1 hotfixes: Approved with SRE sign-off only

Actions:
• Daily standup: 9am, 3pm (until >30%)
• All teams: Focus on reliability improvements

Recent Incidents (last 24h):
1. <the burning>

Next Review: In <duration>`

const EMERGENCY = `🚨 ERROR BUDGET FREEZE: EMERGENCY (7%)
Service: Checkout

Status: FULL FREEZE
Budget Remaining: 7%
SLO Breach: IMMINENT (projected <duration>)

ALL DEPLOYMENTS BLOCKED
Exception: Production outage hotfixes only (VP approval required)

Recent Incidents (last 24h):
1. <the burning>

Next Update: Every 6 hours
Continues: <link>`

/** The words as posted, with the durations, costs and links that no test can know. */
const wordsOf = ({ text }: Message): string =>
  text
    .replaceAll(/(?<=Depletion: |projected |Review: In )(\d+ (day|hour|minute)s?|moments)/g, '<duration>')
    .replace(/(?<=1\. )\d\d:\d\d UTC - BurnRate: .*/, '<the burning>')
    .replace(/<https:[^>]*>/, '<link>')

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** A message holds the lines of the policy document's example in their order, whatever it says between them. */
function expectLines(message: Message, example: string): void {
  const wanted = linesOf(example)
  expect(linesOf(wordsOf(message)).filter((line) => wanted.includes(line))).toEqual(wanted)
}

describe.skipIf(!hasPrometheus())(
  '`budgeteer start` beside a real Prometheus (needs prometheus and promtool)',
  () => {
    let service: FailingService
    let prometheus: RunningPrometheus
    let premises: Premises
    let bot: BotProcess

    beforeAll(async () => {
      service = await FailingService.open()
      prometheus = await startPrometheus({
        openMetrics: service.openMetrics(),
        scrapeTargets: [service.scrapeTarget],
      })
      premises = await Premises.open({
        sli: LIVE_SLI,
        window: '3d',
        prometheusUrl: prometheus.url,
        recoverAfter: '2s',
      })
      bot = await premises.start()
    })

    afterAll(async () => {
      await premises.close()
      await prometheus.stop()
      await service.close()
    })

    const posted = (words: string): Promise<Message> =>
      eventually(words, () =>
        premises.workspace
          .messages('engineering')
          .find(({ text, threadTs }) => threadTs === null && text.includes(words)),
      )

    test('a budget that falls through the levels and recovers is announced in the policy’s words, once each', async () => {
      await eventually('a ready bot', async () =>
        (await bot.call('/readyz')).status === 200 ? true : undefined,
      )
      expect(await bot.call('/v1/services/checkout')).toMatchObject({ json: { level: 'HEALTHY' } })

      service.leave(0.42)
      expectLines(await posted('Status: WARNING'), WARNING)
      const burning = await eventually('a burn alert', () =>
        premises.workspace.messages('incidents').find(({ text }) => text.startsWith('🔥')),
      )
      expect(burning.text).toContain('Severity: Page, somebody looks now')
      service.leave(0.18)
      expectLines(await posted('FREEZE: CRITICAL'), CRITICAL)
      service.leave(0.07)
      expectLines(await posted('FREEZE: EMERGENCY'), EMERGENCY)
      service.leave(0.72)
      expectLines(await posted('Status: HEALTHY'), HEALTHY)

      expect(await bot.stop()).toBe(0)
      const channel = premises.workspace.messages('engineering')
      expect(announcementsIn(channel)).toEqual([
        '⚠️  Error Budget Status: WARNING',
        '🔴 ERROR BUDGET FREEZE: CRITICAL',
        '🚨 ERROR BUDGET FREEZE: EMERGENCY',
        '📊 Error Budget Status: HEALTHY',
      ])
      expect(new Set(messageIds(channel)).size).toBe(messageIds(channel).length)
    })
  },
)
