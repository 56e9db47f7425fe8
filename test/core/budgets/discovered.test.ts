import { describe, expect, test } from 'vitest'
import { type FollowedSlo, nextDiscovered, VANISHED_MS } from '../../../src/core/budgets/discovered.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const NOW = Date.parse('2026-02-01T12:00:00Z')

function slo(service: string, percent = '99.9', source = 'main'): Slo {
  const objective = parseObjective(percent)
  if (objective === undefined) throw new Error(`${percent} is no objective`)
  return {
    service,
    name: 'a',
    title: 'a',
    objective,
    window: rolling(30 * DAY_MS),
    sli: { kind: 'recorded', source, by: 'sloth' },
  }
}

const followed = (service: string, missingSince: number | null = null, percent = '99.9'): FollowedSlo => ({
  slo: slo(service, percent),
  source: 'main',
  missingSince,
})

const keys = (some: readonly FollowedSlo[]): string[] => some.map((one) => sloKey(one.slo))
const all = (): boolean => true

describe('what is followed after a search', () => {
  test.each<{
    name: string
    before: readonly FollowedSlo[]
    answers: readonly { source: string; slos: readonly Slo[] }[]
    isWanted?: (found: Pick<FollowedSlo, 'slo'>) => boolean
    due: {
      followed: string[]
      appeared?: string[]
      changed?: string[]
      dropped?: string[]
      toSave?: string[]
    }
  }>([
    {
      name: 'what is new appears',
      before: [],
      answers: [{ source: 'main', slos: [slo('one')] }],
      due: { followed: ['one/a'], appeared: ['one/a'], toSave: ['one/a'] },
    },
    {
      name: 'what is there stays, and nothing is written',
      before: [followed('one')],
      answers: [{ source: 'main', slos: [slo('one')] }],
      due: { followed: ['one/a'] },
    },
    {
      name: 'another objective is a change',
      before: [followed('one')],
      answers: [{ source: 'main', slos: [slo('one', '99')] }],
      due: { followed: ['one/a'], changed: ['one/a'], toSave: ['one/a'] },
    },
    {
      name: 'what vanishes stays for now, and it is written down since when it is gone',
      before: [followed('one')],
      answers: [{ source: 'main', slos: [] }],
      due: { followed: ['one/a'], toSave: ['one/a'] },
    },
    {
      name: 'what has been gone for an hour stays',
      before: [followed('one', NOW - HOUR_MS)],
      answers: [{ source: 'main', slos: [] }],
      due: { followed: ['one/a'] },
    },
    {
      name: 'what has been gone for a day is dropped',
      before: [followed('one', NOW - VANISHED_MS)],
      answers: [{ source: 'main', slos: [] }],
      due: { followed: [], dropped: ['one/a'] },
    },
    {
      name: 'what comes back is there again',
      before: [followed('one', NOW - HOUR_MS)],
      answers: [{ source: 'main', slos: [slo('one')] }],
      due: { followed: ['one/a'], toSave: ['one/a'] },
    },
    {
      name: 'a source that did not answer has dropped nothing, however long ago it was',
      before: [followed('one', NOW - 9 * DAY_MS)],
      answers: [],
      due: { followed: ['one/a'] },
    },
    {
      name: 'what is no longer wanted goes at once',
      before: [followed('one'), followed('two')],
      answers: [{ source: 'main', slos: [slo('one'), slo('two')] }],
      isWanted: ({ slo: { service } }) => service === 'two',
      due: { followed: ['two/a'], dropped: ['one/a'] },
    },
    {
      name: 'of two sources with an SLO of the same name the first has it',
      before: [],
      answers: [
        { source: 'main', slos: [slo('one')] },
        { source: 'other', slos: [slo('one', '90', 'other'), slo('two', '90', 'other')] },
      ],
      due: { followed: ['one/a', 'two/a'], appeared: ['one/a', 'two/a'], toSave: ['one/a', 'two/a'] },
    },
  ])('$name', ({ before, answers, isWanted = all, due }) => {
    const step = nextDiscovered(before, answers, isWanted, NOW)
    expect({
      followed: keys(step.followed),
      appeared: keys(step.appeared),
      changed: keys(step.changed),
      dropped: keys(step.dropped),
      toSave: keys(step.toSave),
    }).toEqual({ appeared: [], changed: [], dropped: [], toSave: [], ...due })
  })
})
