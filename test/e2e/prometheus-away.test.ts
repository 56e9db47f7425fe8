import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVELOPER } from '../../demo/cast.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { announcementsIn } from './channel-view.ts'
import { FailingService, LIVE_SLI } from './failing-service.ts'

const KEEP_SECONDS = 5

describe.skipIf(!hasPrometheus())('while Prometheus is away (needs prometheus and promtool)', () => {
  let service: FailingService
  let prometheus: RunningPrometheus
  let premises: Premises
  let bot: BotProcess

  const startedAt = (port?: number): Promise<RunningPrometheus> =>
    startPrometheus({
      openMetrics: service.openMetrics(),
      scrapeTargets: [service.scrapeTarget],
      ...(port !== undefined && { port }),
    })

  beforeAll(async () => {
    service = await FailingService.open()
    prometheus = await startedAt()
    premises = await Premises.open({
      sli: LIVE_SLI,
      window: '3d',
      prometheusUrl: prometheus.url,
      keepLevelFor: `${KEEP_SECONDS}s`,
    })
    bot = await premises.start()
  })

  afterAll(async () => {
    await premises.close()
    await prometheus.stop()
    await service.close()
  })

  const statusLike = (expected: object): Promise<unknown> =>
    eventually(JSON.stringify(expected), async () => {
      const { json } = await bot.call('/v1/services/checkout')
      expect(json).toMatchObject(expected)
      return json
    })

  const polls = async (): Promise<number> => {
    const { json } = await bot.call('/metrics')
    return Number(/^budgeteer_poll_duration_seconds_count (\d+)$/m.exec(String(json))?.[1])
  }

  test('the last level stands, marked as stale, then SRE decides; and all is well when it is back', async () => {
    await statusLike({ level: 'HEALTHY', stale: false })
    expect(await bot.gate()).toMatchObject({ level: 'HEALTHY', budget: { stale: false } })

    await prometheus.stop()
    await statusLike({ level: 'HEALTHY', stale: true, slos: [{ missing: 'source_unreachable' }] })
    const soon = await bot.gate()
    expect(soon).toMatchObject({ level: 'HEALTHY', allowed: false, budget: { stale: true } })

    const asked = await eventually('the gate asks for SRE', async () => {
      const answer = await bot.gate()
      expect(answer).toMatchObject({ level: 'HEALTHY', allowed: false, decision: 'needs-approval' })
      const words = JSON.stringify(answer)
      return words.includes('budget_unknown') && words.includes('"role":"sre"') ? answer : undefined
    })
    expect(asked).toMatchObject({ budget: { stale: true } })
    const outcome = await premises.workspace.runCommand(
      DEVELOPER.id,
      'engineering',
      '/budget status checkout',
    )
    const shown = await outcome.answer(5_000)
    expect(JSON.stringify(shown)).toMatch(/stale|not measured|unknown/i)
    expect((await bot.call('/healthz')).status).toBe(200)
    expect(bot.isRunning).toBe(true)
    expect(premises.workspace.messages('engineering')).toEqual([])

    service.leave(0.42)
    prometheus = await startedAt(Number(new URL(prometheus.url).port))
    await statusLike({ level: 'WARNING', stale: false })
    await eventually('the announcement', () =>
      premises.workspace.messages('engineering').length > 0 ? true : undefined,
    )
    const before = await polls()
    await eventually('two more polls', async () => ((await polls()) >= before + 2 ? true : undefined))
    expect(announcementsIn(premises.workspace.messages('engineering'))).toEqual([
      '⚠️  Error Budget Status: WARNING',
    ])
    expect(await bot.stop()).toBe(0)
  })
})
