import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Edit, loadEdited, type Mistake, problemLines } from '../configuration-folder.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/reports.md'), 'utf8')

const withReports = (yaml: string): Edit => [
  'budgeteer.yaml',
  'default_policy: team',
  `${yaml}\ndefault_policy: team`,
]

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a report that nobody gets',
    edits: [withReports('reports: { monthly: { day: 2 } }')],
    problems: ['budgeteer.yaml:33 reports.monthly: nobody gets it; give it post, mail or both'],
  },
  {
    name: 'a mail list that is not there',
    edits: [withReports('reports: { weekly: { mail: leeds } }')],
    problems: ['budgeteer.yaml:33 reports.weekly.mail: no list of mail.lists is called leeds; none is known'],
  },
  {
    name: 'a channel that is no team’s',
    edits: [withReports("reports: { weekly: { post: '#nowhere' } }")],
    problems: [
      'budgeteer.yaml:33 reports.weekly.post: no channel of channels.teams is called #nowhere; none is known',
    ],
  },
  {
    name: 'a ninth day of a week',
    edits: [withReports('reports: { weekly: { post: incidents, day: 9 } }')],
    problems: ['budgeteer.yaml:33 reports.weekly.day: found 9; allowed: a whole number from 1 to 7'],
  },
]

describe('the reports of the settings', () => {
  test.each(MISTAKES)('$name', async ({ edits, problems }) => {
    expect(problemLines(await loadEdited(edits))).toEqual(problems)
  })

  test('are read as docs/reports.md shows them', async () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(PAGE) ?? []
    const loaded = await loadEdited([withReports(yaml)])
    expect(loaded.ok && loaded.settings.reports).toEqual([
      {
        kind: 'weekly',
        unit: 'week',
        day: 1,
        time: '09:00',
        post: { kind: 'channel', purpose: 'incidents' },
        mail: null,
      },
      { kind: 'executive', unit: 'quarter', day: 1, time: '09:00', post: null, mail: 'leads' },
      {
        kind: 'monthly',
        unit: 'month',
        day: 2,
        time: '10:00',
        post: { kind: 'channel', purpose: 'announcements' },
        mail: 'leads',
      },
    ])
  })
})
