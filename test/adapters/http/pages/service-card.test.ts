import { expect, test } from 'vitest'
import { serviceCard } from '../../../../src/adapters/http/pages/service-card.ts'
import { CATALOG, NOW, REPORT } from '../fixture.ts'

const card = serviceCard(REPORT, CATALOG, NOW).markup

test.each([
  'Checkout &lt;API&gt;',
  'CRITICAL',
  '18% left',
  'burn 6.0× 1h',
  'the query &lt;x&gt; gave nothing',
  '2 × sre',
  'A customer &lt;pays&gt;.',
  'without 2 h of maintenance',
  'Warning: a &lt;store&gt; was away',
  '<p class="broken">SLA 99.9% is broken: -50% left, -21.6 of 43.2 min',
  'Weighted mean of 2 parts:',
  'Cart (cart/ok, weight 3): 99.9%, 100% of what is spent',
  'Pay (pay/ok): no traffic, left out',
  'Every step succeeds.',
  'Why 99.5%: It was asked for.',
])('the card of a service says %s', (shown) => {
  expect(card).toContain(shown)
})

test('the card of a service escapes what is configured, and has a text for everything', () => {
  expect(card).not.toMatch(/<script|<API>|undefined|\[object|NaN/)
})
