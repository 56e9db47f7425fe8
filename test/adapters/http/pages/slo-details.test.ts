import { expect, test } from 'vitest'
import { sloDetails } from '../../../../src/adapters/http/pages/slo-details.ts'
import { REPORT } from '../facts.ts'

const details = REPORT.slos
  .flatMap((slo) => sloDetails(slo, REPORT.journey))
  .map(({ markup }) => markup)
  .join('')

test.each([
  'without 2 h of maintenance',
  'Warning: a &lt;store&gt; was away',
  '<p class="broken">SLA 99.9% is broken: -50% left, -21.6 of 43.2 min',
  'Weighted mean of 2 parts:',
  'Cart (cart/ok, weight 3): 99.9%, 100% of what is spent',
  'Pay (pay/ok): no traffic, left out',
  'Every step succeeds.',
  'Why 99.5%: It was asked for.',
])('the details of an SLO say %s', (shown) => {
  expect(details).toContain(shown)
})

test('the details of an SLO leave out the journey that its service shows, and are escaped', () => {
  expect(details).not.toMatch(/A customer|<store>|undefined|\[object|NaN/)
})
