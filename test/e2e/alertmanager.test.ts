import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  hasAlertmanager,
  type RunningAlertmanager,
  startAlertmanager,
} from '../support/alertmanager-server.ts'
import { type BotProcess, eventually, Premises } from '../support/bot-process.ts'

const DOCS = new URL('../../docs/incidents.md', import.meta.url).pathname

/** The configuration that the documentation gives, with this test's address and token, and in a hurry. */
async function documented(url: string, tokenFile: string): Promise<string> {
  const snippet = /```yaml\n# alertmanager\.yml\n(?<yaml>[\s\S]*?)```/.exec(await readFile(DOCS, 'utf8'))
  const yaml = snippet?.groups?.['yaml'] ?? ''
  return yaml
    .replace('http://budgeteer.example.com:8080', url)
    .replace('/etc/alertmanager/budgeteer-token', tokenFile)
    .replace('group_wait: 10s', 'group_wait: 1s')
    .replace('group_interval: 1m', 'group_interval: 1s')
}

describe.skipIf(!hasAlertmanager())(
  '`budgeteer start` beside a real Alertmanager (needs prometheus-alertmanager)',
  () => {
    let premises: Premises
    let bot: BotProcess
    let alertmanager: RunningAlertmanager
    beforeAll(async () => {
      premises = await Premises.open({ sli: '{ pushed: {} }', window: '30d' })
      bot = await premises.start()
      const url = await bot.url
      alertmanager = await startAlertmanager(async (folder) => {
        const tokenFile = join(folder, 'token')
        await writeFile(tokenFile, premises.token)
        return documented(url, tokenFile)
      })
    })
    afterAll(async () => {
      await alertmanager.stop()
      await premises.close()
    })

    const posts = () => premises.workspace.messages('incidents').map(({ text }) => text)
    const incidents = async () => {
      const { json } = await bot.call('/v1/incidents')
      const { incidents: all } = json as { incidents: readonly Readonly<Record<string, unknown>>[] }
      // The bot's own burn alerts open incidents too.
      return all.filter(({ enteredBy }) => enteredBy === 'alertmanager')
    }
    const labels = { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical' }
    const startsAt = new Date(Date.now() - 60_000).toISOString()
    const alert = {
      labels,
      annotations: { summary: 'Too many <requests> fail' },
      startsAt,
      generatorURL: 'http://prometheus.example.com/graph',
    }

    test('an alert that fires opens an incident that is told and costed', async () => {
      await bot.push({ good: 80, total: 100, key: 'one' })
      await alertmanager.send([alert, { ...alert, labels: { ...labels, service: 'nobody' } }])
      await eventually('it is told', () =>
        posts().find((text) => text.includes('🔥 INCIDENT: HighErrorRate')),
      )
      const [incident] = await eventually('it is costed', async () => {
        const found = await incidents()
        return typeof found[0]?.['costRatio'] === 'number' ? found : undefined
      })
      expect(await incidents()).toHaveLength(1)
      expect(incident).toMatchObject({
        service: 'checkout',
        what: 'HighErrorRate',
        startedAt: startsAt,
        endedAt: null,
        failedRatio: 0.2,
        severity: 'critical',
        summary: 'Too many <requests> fail',
        enteredBy: 'alertmanager',
      })
      expect(bot.log.join('\n')).toMatch(/there is no service \\"nobody\\".*an alert makes no incident/)
    })

    test('the alert that is over ends it', async () => {
      await alertmanager.send([{ ...alert, endsAt: new Date().toISOString() }])
      await eventually('its message says so', () =>
        posts().find((text) => text.includes('✅ INCIDENT: HighErrorRate - Checkout - OVER')),
      )
      expect(await incidents()).toMatchObject([
        { startedAt: startsAt, endedAt: expect.any(String) as string },
      ])
      expect(posts().filter((text) => text.includes('INCIDENT: HighErrorRate'))).toHaveLength(1)
    })

    test('one with an endless description is told, shortened, with its neighbour', async () => {
      const odd = { ...labels, alertname: 'LongDescription' }
      await alertmanager.send([
        { ...alert, labels: odd, annotations: { description: 'x'.repeat(12_000) } },
        { ...alert, labels: { ...labels, alertname: 'Neighbour' } },
      ])
      for (const name of ['LongDescription', 'Neighbour'])
        await eventually(`${name} is told`, () => posts().find((text) => text.includes(`INCIDENT: ${name}`)))
      expect((await incidents()).find(({ what }) => what === 'LongDescription')?.['summary']).toBe(
        `${'x'.repeat(499)}…`,
      )
      await eventually('the log names it', () =>
        bot.log.find((line) => line.includes('it was cut to 10000 characters')),
      )
    })
  },
)
