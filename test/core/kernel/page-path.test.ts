import { expect, test } from 'vitest'
import { type Page, pagePathOf, pageUrlOf } from '../../../src/core/kernel/page-path.ts'

test.each<[Page, string]>([
  [{ kind: 'overview' }, '/'],
  [{ kind: 'audit' }, '/audit'],
  [{ kind: 'service', name: 'checkout-api' }, '/services/checkout-api'],
  [{ kind: 'service', name: 'a/b ?' }, '/services/a%2Fb%20%3F'],
  [{ kind: 'incident', id: 'i-7' }, '/incidents/i-7'],
])('%o is at %s', (page, path) => {
  expect(pagePathOf(page)).toBe(path)
  expect(pageUrlOf('https://example.com/budgets', page)).toBe(`https://example.com/budgets${path}`)
})
