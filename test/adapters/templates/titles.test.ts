import { expect, test } from 'vitest'
import { SAMPLES } from '../../../src/adapters/templates/samples/samples.ts'
import type { Announcement } from '../../../src/core/announcements/announcement.ts'
import { codesShown } from '../../support/codes-shown.ts'
import { renderer } from './shipped.ts'

/** Facts that are names of things with titles; others are such where the title stands beside them. Levels go by their names. */
const NAMES = new Set(['service', 'change', 'slo', 'notice'])

/** The content with `a-name` for each such name, and with one of everything that is counted. */
function named(value: unknown): unknown {
  if (Number.isInteger(value) && value !== 0) return 1
  if (Array.isArray(value)) return value.slice(0, 1).map((one) => named(one))
  if (typeof value !== 'object' || value === null) return value
  const isName = (fact: string): boolean => NAMES.has(fact) || (fact !== 'level' && `${fact}Title` in value)
  return Object.fromEntries(
    Object.entries(value).map(([fact, part]) => [
      fact,
      typeof part === 'string' && isName(fact) ? 'a-name' : named(part),
    ]),
  )
}

const cases = Object.values(SAMPLES)
  .flat()
  .map((sample, index): [string, Announcement] => [`${sample.kind} ${index}`, sample])

test.each(cases)('%s says titles and words', (_name, sample) => {
  for (const content of [sample, named(sample) as Announcement])
    expect(codesShown(renderer.text(content), ['a-name'])).toEqual([])
})
