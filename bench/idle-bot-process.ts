import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { compose } from '../src/app/compose.ts'
import { openWithSecrets } from '../src/cli/configuration/open-configuration.ts'
import type { Incident } from '../src/core/incidents/incident.ts'
import {
  type Address,
  channel,
  type OwedMessage,
  person,
  post,
} from '../src/core/kernel/outbox/owed-message.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../src/core/kernel/time/duration.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import type { Store } from '../src/adapters/store/store.ts'
import { openLog } from '../src/adapters/system/logger.ts'
import { randomIds } from '../src/adapters/system/random-ids.ts'
import { freePort } from '../test/support/free-port.ts'
import { startedLease } from '../test/support/started-lease.ts'
import { TestClock } from '../test/support/test-clock.ts'

/*
 * The whole bot in a process of its own, on a clock that is moved: polls of recorded SLOs once a minute, while nothing listens
 * where Slack should be. `laden` it also has open incidents and owes messages. Says what a minute costs in processor time.
 */

const SERVICES = 200
const INCIDENTS = 2_000
const OWED = 1_000
/** Whom messages wait for, beside the three channels. */
const PEOPLE = 100
const WARM_UP_MINUTES = 15
const MEASURED_MINUTES = 30

/** What the process has begun outside and not finished. */
const UNDER_WAY = ['TCPConnectWrap', 'GetAddrInfoReqWrap', 'HTTPClientRequest']

const [side = '', prometheus = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'budgeteer-bench-'))
const config = join(folder, 'config')
mkdirSync(join(config, 'slos'), { recursive: true })
writeFileSync(join(config, 'budgeteer.yaml'), settings(prometheus))
writeFileSync(join(config, 'slos', 'services.yaml'), services())
Object.assign(process.env, {
  SLACK_BOT_TOKEN: 'xoxb-bench-0123456789',
  SLACK_APP_TOKEN: 'xapp-bench-0123456789',
  SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/`,
})

const clock = new TestClock('2026-01-31T00:00:00Z')
const store = await openStore({ path: join(folder, 'idle.db') })
if (side === 'laden') await load(store)
const opened = await openWithSecrets({ config })
const { configuration, renderer, secrets } = opened
const bot = await compose({
  configuration,
  secrets,
  store,
  lease: await startedLease(store),
  renderer,
  clock,
  ids: randomIds,
  logger: openLog('error', []),
})
await minutes(WARM_UP_MINUTES)
const from = process.cpuUsage()
await minutes(MEASURED_MINUTES)
const { user, system } = process.cpuUsage(from)
rmSync(folder, { recursive: true })
console.log(`took ${(user + system) / 1_000 / MEASURED_MINUTES}.`)
process.exit(0)

/** Beats once a second, as the bot does; each waits for what the one before has begun. */
async function minutes(count: number): Promise<void> {
  for (let second = 0; second < count * 60; second += 1) {
    clock.advance(SECOND_MS)
    await bot.doDue()
    do await sleep(1)
    while (process.getActiveResourcesInfo().some((one) => UNDER_WAY.includes(one)))
  }
}

/** Incidents that were told of before Slack went, and messages that were owed since. */
async function load({ incidents, outbox, deliveries }: Store): Promise<void> {
  const now = clock.now()
  for (let n = 0; n < INCIDENTS; n += 1) {
    await incidents.save(incident(n, now))
    const told = reminder(`incident/i_${n}`, channel('incidents'), now)
    await outbox.owe([told])
    await deliveries.finish(told.id, { subject: told.subject, reference: `C0INCIDENTS/${n}.0001` }, now)
  }
  await outbox.owe(Array.from({ length: OWED }, (_, n) => owed(n, now)))
}

function incident(n: number, now: number): Incident {
  const startedAt = now - MINUTE_MS - Math.round(((n % 97) / 97) * 10 * DAY_MS)
  return {
    id: `i_${n}`,
    service: `service-${n % SERVICES}`,
    startedAt,
    endedAt: null,
    what: 'HighErrorRate',
    failedRatio: 0.001,
    failedEvents: 10,
    costRatio: 1,
    slo: 'availability',
    enteredBy: 'alertmanager',
    openedAt: startedAt,
    closedBy: null,
    isCostFinal: false,
    corrected: { start: false, end: false },
    storm: null,
    mergedInto: null,
    detection: {
      source: 'alertmanager',
      fingerprint: `f${n}`,
      severity: 'page',
      summary: 'Many requests fail',
      url: null,
      aboutSlo: 'availability',
      asksFreeze: false,
      toldIn: null,
    },
  }
}

function owed(n: number, now: number): OwedMessage {
  const purposes = ['announcements', 'approvals', 'incidents'] as const
  const to = n % 2 === 0 ? channel(purposes[n % 3] ?? 'incidents') : person(`U0PERSON${n % PEOPLE}`)
  return reminder(`bench/${n}`, to, now)
}

function reminder(subject: string, to: Address, at: number): OwedMessage {
  const content = {
    kind: 'policy-reminder',
    policyTitle: 'Error budget policy',
    owner: 'SRE',
    text: 'It waits until Slack is back.',
    day: '2026-01-31',
  }
  return post({ subject, to, content, at })
}

function settings(url: string): string {
  return `channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
poll: { every: 1m, timeout: 45s }
sources: { main: { prometheus: { url: ${url}, recorded: true } } }
roles:
  senior-engineer: { title: Senior engineer, groups: [S0SENIORS] }
  sre: { title: SRE, groups: [S0SRE] }
  sre-lead: { title: SRE lead, users: [U0SRE1], implies: [sre] }
  engineering-manager: { title: Engineering manager, users: [U0MANAGER] }
  vp-engineering: { title: VP Engineering, users: [U0VP] }
  cto: { title: CTO, users: [U0VP] }
store: { sqlite: idle.db }
http: { host: 127.0.0.1, port: 0 }
default_policy: error-budget-policy
`
}

/** By the names of the recorded server's series. */
function services(): string {
  const one = (n: number): string => `  - name: service-${n}
    title: Service ${n}
    owner: { users: [U0OWNER] }
    slos:
      - name: availability
        title: Requests that succeed
        objective: 99.9
        window: 30d
        sli: { events: { bad: 'http_requests_total{job="service-${n}",code=~"5.."}', total: 'http_requests_total{job="service-${n}"}' } }
`
  return `services:\n${Array.from({ length: SERVICES }, (_, n) => one(n)).join('')}`
}
