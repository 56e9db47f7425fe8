import { mailOptions, opsgeniePagers, pagerDutyPagers, webhookReceivers } from '../../app/adapter-options.ts'
import type { Secrets } from '../../config/settings/secrets.ts'
import type { Settings } from '../../config/settings/settings-reader.ts'
import type { Messenger, Sent } from '../../core/kernel/outbox/delivery.ts'
import { type Address, post } from '../../core/kernel/outbox/owed-message.ts'
import { type Outlet, postOffice } from '../../core/kernel/outbox/post-office.ts'
import { isoTime } from '../../core/kernel/time/iso-time.ts'
import type { PagerContent } from '../../core/paging/pager-alert.ts'
import { opsgenieOutlet } from '../../adapters/opsgenie/opsgenie-outlet.ts'
import { pagerDutyOutlet } from '../../adapters/pagerduty/pagerduty-outlet.ts'
import { openLog } from '../../adapters/system/logger.ts'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { webhookMessenger } from '../../adapters/webhooks/webhook-messenger.ts'
import { type Area, type Finding, good, problem } from './finding.ts'

/** A message that says it is a test, for one outlet, with the words that an outlet of its kind sends. */
interface OutletTest {
  readonly area: Area
  /** What the report calls the outlet: `the receiver incident-desk`. */
  readonly name: string
  readonly to: Address
  readonly text: string
}

const SAID = 'Budgeteer: this is a test. Somebody ran doctor --send-test; nothing has happened.'

/** Sends one test to each receiver of events, the way real ones go. */
export function webhookTests(settings: Settings, secrets: Secrets): Promise<readonly Finding[]> {
  const receivers = webhookReceivers(settings, secrets).filter(({ secret }) => secret !== '')
  const outlet = webhookMessenger(receivers, systemClock)
  const at = isoTime(systemClock.now())
  const event = { kind: 'event', type: 'test', at, actor: 'budgeteer', service: '*', data: { text: SAID } }
  const tests = receivers.map(({ name }) => ({
    area: 'webhooks' as const,
    name: `the receiver ${name}`,
    to: { kind: 'webhook', receiver: name } as const,
    text: JSON.stringify(event),
  }))
  return told(outlet, tests)
}

/** Sends one test to each list of addresses. */
export async function mailTests(settings: Settings, secrets: Secrets): Promise<readonly Finding[]> {
  const options = mailOptions(settings, secrets)
  if (options === null) return []
  const { mailMessenger } = await import('../../adapters/mail/mail-messenger.ts')
  const tests = [...(settings.mail?.lists ?? [])].map(([name, to]) => ({
    area: 'mail' as const,
    name: `the list ${name}`,
    to: { kind: 'mail', to } as const,
    text: `Budgeteer: a test\n${SAID}`,
  }))
  return told(mailMessenger(options, openLog('silent', [])), tests)
}

/** Calls through each pager, and says at once that it is over. */
export async function pagerTests(settings: Settings, secrets: Secrets): Promise<readonly Finding[]> {
  const outlet = postOffice([
    pagerDutyOutlet(pagerDutyPagers(settings, secrets)),
    opsgenieOutlet(opsgeniePagers(settings, secrets), systemClock),
  ])
  const named = settings.pagers.filter(({ name }) => secrets.pagers.get(name) !== '')
  return Promise.all(
    named.map(async ({ name }) => {
      const triggered = await page(outlet, name, 'trigger')
      const sent = triggered.kind === 'sent' ? await page(outlet, name, 'resolve') : triggered
      return findingOf('pagers', `the pager ${name}`, sent)
    }),
  )
}

function page(outlet: Messenger, pager: string, act: 'trigger' | 'resolve'): Promise<Sent> {
  const at = systemClock.now()
  const key = 'test'
  const named = { kind: 'pager', key, at: isoTime(at) } as const
  const content: PagerContent =
    act === 'resolve'
      ? { ...named, act }
      : {
          ...named,
          act,
          summary: SAID,
          severity: 'warning',
          service: 'budgeteer',
          serviceTitle: 'Budgeteer',
          ...BARE,
        }
  const message = post({ subject: `test/${pager}/${act}`, to: { kind: 'pager', pager, key }, content, at })
  return outlet.post(message, { text: '', blocks: [] }, null)
}

const BARE = { cause: 'incident', details: {}, links: [], image: null } as const

async function told(outlet: Outlet, tests: readonly OutletTest[]): Promise<readonly Finding[]> {
  const at = systemClock.now()
  const findings: Finding[] = []
  for (const { area, name, to, text } of tests) {
    const subject = `test/${name.replaceAll(' ', '-')}/${at}`
    const message = post({ subject, to, content: { kind: 'test' }, at })
    findings.push(findingOf(area, name, await outlet.post(message, { text, blocks: [] }, null)))
  }
  return findings
}

/** What an outlet said of its test. */
export const findingOf = (area: Area, name: string, sent: Sent): Finding =>
  sent.kind === 'sent'
    ? good(area, `${name} took the test`)
    : problem(area, `${name} did not take the test: ${sent.error}`, `see ${area} in budgeteer.yaml`)
