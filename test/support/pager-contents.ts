import type { OwedMessage } from '../../src/core/kernel/outbox/owed-message.ts'
import { post } from '../../src/core/kernel/outbox/owed-message.ts'
import type { PagerAct, PagerContent } from '../../src/core/paging/pager-alert.ts'

const AT = '2025-10-23T12:00:00.000Z'

type Trigger = Extract<PagerContent, { act: 'trigger' }>

export const TRIGGER: Trigger = {
  kind: 'pager',
  act: 'trigger',
  key: 'burn-alert/b-1',
  at: AT,
  summary: 'Checkout: Orders burns its error budget 28 times as fast as it allows, 42% left',
  severity: 'critical',
  service: 'checkout',
  serviceTitle: 'Checkout',
  cause: 'burn-alert',
  details: { SLO: 'Orders', 'budget left': '42%' },
  links: [
    { text: 'Budgeteer', url: 'https://budgets.example/services/checkout' },
    { text: 'Dashboard', url: 'https://grafana.example/d/slo' },
  ],
  image: null,
}

/** What a pager is owed about an alert. */
export function owedToPager(
  act: PagerAct,
  key = 'burn-alert/b-1',
  facts: Partial<Trigger> = {},
): OwedMessage {
  const content: PagerContent =
    act === 'trigger' ? { ...TRIGGER, ...facts, key } : { kind: 'pager', act, key, at: AT }
  return post({
    subject: `pager/main/${key}/${act}`,
    to: { kind: 'pager', pager: 'main', key },
    content,
    at: Date.parse(AT),
    urgency: 'page',
  })
}
