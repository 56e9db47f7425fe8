import { describe, expect, test } from 'vitest'
import { auditedIn, verdictOn } from '../../scripts/release/dependency-audit.ts'

const found = (vulnerabilities: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities })

describe('what is known against dependencies', () => {
  test.each([
    ['nothing', found({}), true, true, 'Nothing is known against what the bot runs on.'],
    ['something small', found({ a: { severity: 'low' } }), true, true, 'Known: a (low).'],
    [
      'something high beside it',
      found({ a: { severity: 'low' }, b: { severity: 'high' } }),
      false,
      false,
      'Known: a (low), b (high).',
    ],
    ['something critical', found({ a: { severity: 'critical' } }), false, false, 'Known: a (critical).'],
    [
      'a registry that takes no such question',
      JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 }),
      true,
      false,
      'Nothing is known: the registry was not asked (405 Method Not Allowed).',
    ],
    ['no JSON', '', true, false, 'Nothing is known: the registry was not asked (npm said nothing that can be read).'],
    ['a list', '[]', true, false, 'Nothing is known: the registry was not asked (npm said nothing that can be read).'],
  ])('%s', (_what, said, isGood, isGoodWhenRequired, text) => {
    const audited = auditedIn(said)
    expect(verdictOn(audited, false)).toEqual({ isGood, text })
    expect(verdictOn(audited, true).isGood).toBe(isGoodWhenRequired)
  })
})
