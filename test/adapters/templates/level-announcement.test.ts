import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRatio } from '../../../src/core/budgets/compare.ts'
import type { LevelAnnouncement } from '../../../src/core/poll/messages.ts'
import { EXAMPLES } from './an-announcement.ts'
import { renderer } from './shipped.ts'

const { CRITICAL, EMERGENCY } = EXAMPLES
const lines = (announcement: LevelAnnouncement, change: Partial<LevelAnnouncement>): string[] => {
  const changed: LevelAnnouncement = { ...announcement, ...change }
  return renderer.text(changed).split('\n')
}

test.each([CRITICAL, EMERGENCY])(
  '$level that the policy no longer makes a freeze is called none',
  (facts) => {
    const changes = { freeze: false, blockedCount: 3, passingCount: 14 }
    expect(
      lines(facts, changes).filter((line) => line.includes('FREEZE') && !line.startsWith('Status')),
    ).toEqual([])
    expect(lines(facts, changes)).toContain('DEPLOYMENTS:')
    expect(lines(facts, { ...changes, freeze: true })).toContain('DEPLOYMENT FREEZE:')
  },
)

describe('what is not known is left out', () => {
  test.each<[string, LevelAnnouncement, Partial<LevelAnnouncement>, string[]]>([
    ['yesterday', CRITICAL, { yesterdayRatio: null }, ['Budget Remaining: 18% (was 42% yesterday)']],
    [
      'the depletion when nothing burns',
      CRITICAL,
      { exhaustsInSeconds: null },
      ['Projected Depletion: 3 days at current rate'],
    ],
    ['the war room', CRITICAL, { warRoom: null }, ['• War room: https://zoom.us/j/emergency']],
    ['the incident commander', CRITICAL, { incidentCommander: null }, ['Incident Commander: @sre-lead']],
    ['the next review', CRITICAL, { nextReviewAt: null }, ['Next Review: In 6 hours']],
    [
      'the war room of an emergency',
      EMERGENCY,
      { warRoom: null },
      ['War Room: https://zoom.us/j/emergency (ACTIVE 24/7)'],
    ],
    ['the incident commander of an emergency', EMERGENCY, { incidentCommander: null }, ['IC: @sre-lead']],
    [
      'the breach when nothing burns',
      EMERGENCY,
      { exhaustsInSeconds: null },
      ['SLO Breach: IMMINENT (projected 18 hours)'],
    ],
    [
      'the incidents, with their heading',
      EMERGENCY,
      { recentIncidents: [] },
      [
        'Recent Incidents (last 24h):',
        '1. 15:30 UTC - HighErrorRate (12%) - 18min - Cost 4% budget',
        '2. 19:45 UTC - ServiceDown (100%) - 8min - Cost 6% budget',
        '3. 02:10 UTC - LatencySpike (P99=2s) - 22min - Cost 3% budget',
        '',
      ],
    ],
    [
      'the actions, with their heading',
      EMERGENCY,
      { topActions: [] },
      [
        'Top Actions (PRIORITY):',
        '1. Fix memory leak in v1.2.3 (@dev-lead)',
        '2. Add database read replica (@platform)',
        '3. Implement circuit breaker (@sre)',
        '',
      ],
    ],
  ])('%s', (_sentence, announcement, change, gone) => {
    const before = lines(announcement, {})
    const left = lines(announcement, change)
    const kept = gone[0]?.startsWith('Budget Remaining') === true ? ['Budget Remaining: 18%'] : []
    const expected = [...before]
    expected.splice(expected.indexOf(gone[0] ?? ''), gone.length, ...kept)
    expect(left).toEqual(expected)
  })

  test('the budget itself', () => {
    const text = renderer.text({ ...CRITICAL, remainingRatio: null, yesterdayRatio: null })
    expect(text).toContain('🔴 ERROR BUDGET FREEZE: CRITICAL\n')
    expect(text).not.toContain('Budget Remaining')
  })

  test('parts of an incident', () => {
    const unknown = { failedRatio: null, minutes: null, costRatio: null }
    const incident = { startedAt: '2025-10-23T02:10:00.000Z', what: 'LatencySpike', ...unknown }
    expect(lines(EMERGENCY, { recentIncidents: [incident] })).toContain('1. 02:10 UTC - LatencySpike')
    expect(lines(EMERGENCY, { recentIncidents: [{ ...incident, minutes: 22 }] })).toContain(
      '1. 02:10 UTC - LatencySpike - 22min',
    )
    expect(lines(EMERGENCY, { recentIncidents: [{ ...incident, costRatio: 0.000463 }] })).toContain(
      '1. 02:10 UTC - LatencySpike - Cost 0.05% budget',
    )
  })

  test('leaving everything out leaves no gap', () => {
    const bare = {
      yesterdayRatio: null,
      exhaustsInSeconds: null,
      nextReviewAt: null,
      warRoom: null,
      incidentCommander: null,
      recentIncidents: [],
      topActions: [],
    }
    for (const announcement of [CRITICAL, EMERGENCY]) {
      expect(renderer.text({ ...announcement, ...bare })).not.toMatch(/\n{3}|\n$| \n/)
    }
  })
})

describe('a spent budget', () => {
  test.each<[string, Partial<LevelAnnouncement>, string]>([
    [
      'has been breached since a time of the same day',
      { remainingRatio: -0.25, exhaustsInSeconds: 0, breachedSince: '2025-10-23T09:05:00.000Z' },
      'SLO Breach: since 09:05 UTC',
    ],
    [
      'has been breached since another day',
      { remainingRatio: 0, exhaustsInSeconds: 0, breachedSince: '2025-10-21T09:05:00.000Z' },
      'SLO Breach: since 2025-10-21 09:05 UTC',
    ],
    [
      'is never imminent, even if its beginning is unknown',
      { remainingRatio: 0, exhaustsInSeconds: 0 },
      'SLO Breach: the budget is spent',
    ],
  ])('%s', (_sentence, change, line) => {
    for (const announcement of [CRITICAL, EMERGENCY]) {
      const told = lines(announcement, change)
      expect(told).toContain(line)
      expect(told.filter((other) => /SLO Breach|Projected/.test(other))).toEqual([line])
    }
  })
})

describe('the head of a freeze', () => {
  test('says when it ended', () => {
    expect(lines(CRITICAL, { endedAt: '2025-10-23T20:15:00.000Z' })[0]).toBe(
      '🔴 ERROR BUDGET FREEZE: CRITICAL (18%) - ENDED 20:15 UTC',
    )
    expect(lines(EMERGENCY, { endedAt: '2025-10-24T20:15:00.000Z' })[0]).toBe(
      '🚨 ERROR BUDGET FREEZE: EMERGENCY (7%) - ENDED 2025-10-24 20:15 UTC',
    )
  })

  test('links the freeze before', () => {
    const continuing = { ...EMERGENCY, continues: 'freeze/t_1' }
    expect(renderer.text(continuing, 'https://acme.slack.com/archives/C1/p1')).toMatch(
      /\nContinues: <https:\/\/acme\.slack\.com\/archives\/C1\/p1\|the freeze before>$/,
    )
    expect(renderer.text(continuing)).toMatch(/\nContinues the freeze before$/)
  })

  test('mentions people by their id, and never by a word', () => {
    expect(lines(EMERGENCY, { incidentCommander: 'U0SRE' })).toContain('IC: <@U0SRE>')
    expect(lines(EMERGENCY, { incidentCommander: 'UABCDEFGH' })).toContain('IC: <@UABCDEFGH>')
    expect(lines(EMERGENCY, { incidentCommander: 'WARNING' })).toContain('IC: WARNING')
    expect(lines(EMERGENCY, { incidentCommander: '<@U0SRE>' })).toContain('IC: &lt;@U0SRE&gt;')
  })

  test('tells the time of the policy’s zone', () => {
    const [incident] = EMERGENCY.recentIncidents
    const told = lines(EMERGENCY, {
      timeZone: 'Europe/Berlin',
      recentIncidents: incident === undefined ? [] : [incident],
    })
    expect(told).toContain('1. 17:30 GMT+2 - HighErrorRate (12%) - 18min - Cost 4% budget')
  })

  test('lists at most ten incidents and says how many more there are', () => {
    const [incident] = EMERGENCY.recentIncidents
    const many = Array.from({ length: 13 }, () => incident).filter((one) => one !== undefined)
    const told = lines(EMERGENCY, { recentIncidents: many })
    expect(told.filter((line) => line.includes('HighErrorRate'))).toHaveLength(10)
    expect(told).toContain('… and 3 more')
  })
})

describe('text from people', () => {
  const hostile = '<!channel> & <https://evil.example|click> <@U0SRE>\nNext Review: never'

  test('is escaped and stays on its line', () => {
    const text = renderer.text({
      ...EMERGENCY,
      serviceTitle: '<!here> & co',
      topActions: [{ what: hostile, owner: hostile }],
      recentIncidents: EMERGENCY.recentIncidents.map((incident) => ({ ...incident, what: hostile })),
    })
    expect(text).not.toMatch(/<!|<@|<https/)
    expect(text).toContain('Service: &lt;!here&gt; &amp; co')
    expect(text).toContain(
      '1. 15:30 UTC - &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt; &lt;@U0SRE&gt; Next Review: never (12%)',
    )
  })

  test('never prints one of Slack’s control characters, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (what) => {
        const text = renderer.text({ ...EMERGENCY, topActions: [{ what, owner: 'x' }], serviceTitle: what })
        // "until >10%" are the template's own words.
        const fromPeople = text.replaceAll(/\(until >\d+%\)/g, '')
        expect(fromPeople.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/)
      }),
    )
  })

  test('is never cut within a character', () => {
    const [action] = lines(EMERGENCY, { topActions: [{ what: '🔥'.repeat(300), owner: '' }] }).filter(
      (line) => line.includes('🔥'),
    )
    expect(action).toBe(`1. ${'🔥'.repeat(99)}…`)
  })

  test('too long for Slack is cut at a line, and the message arrives', () => {
    const text = renderer.text({ ...EMERGENCY, incidentCommander: 'x\n'.repeat(20_000) })
    expect(text.length).toBeLessThanOrEqual(12_000)
    // It is of one line, as every value is.
    expect(text).toMatch(/\nWar Room: .*\n…$/)
  })
})

test('a shown percentage never contradicts the level beside it', () => {
  const levels = [
    { name: 'emergency', above: -20, below: 0.1 },
    { name: 'critical', above: 0.1, below: 0.3 },
    { name: 'warning', above: 0.3, below: 0.5 },
    { name: 'healthy', above: 0.5, below: 1 },
  ]
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: -20, max: 1, noNaN: true }),
        fc
          .tuple(fc.constantFrom(0.1, 0.3, 0.5), fc.double({ min: -0.006, max: 0.006, noNaN: true }))
          .map(([bound, off]) => bound + off),
      ),
      (remainingRatio) => {
        const level = levels.find(({ below }) => compareRatio(remainingRatio, below) < 0)
        if (level === undefined) return
        const text = renderer.text({ ...CRITICAL, template: level.name, remainingRatio })
        const shown = Number(/\((-?[\d.]+)%\)/.exec(text)?.[1]) / 100
        expect(compareRatio(shown, level.below)).toBe(-1)
        if (compareRatio(remainingRatio, level.above) > 0) {
          expect(compareRatio(shown, level.above)).toBe(1)
        }
      },
    ),
  )
})
