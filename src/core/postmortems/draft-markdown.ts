import { percentText, sharePercentText } from '../budgets/percent.ts'
import { moneyWords } from '../cost/money.ts'
import { counted } from '../kernel/counted.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { markdownLine } from '../kernel/markdown-line.ts'
import { pageUrlOf } from '../kernel/page-path.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import { wallTime, wallTimeText } from '../kernel/time/wall-time.ts'
import type { DraftedCost, DraftedIncident, DraftedItem, PostmortemDraft } from './draft.ts'
import { QUESTIONS } from './questions.ts'

/**
 * A draft as a page for a wiki, with the parts that people write left blank. `pages` is where people reach the bot's pages; null
 * where nothing says it: then nothing is linked.
 */
export function draftMarkdown(draft: PostmortemDraft, pages: string | null): string {
  const { incident, timeZone, at } = draft
  const blocks = [
    `# Postmortem: ${markdownLine(incident.serviceTitle)}: ${markdownLine(incident.what)}`,
    `> A draft of ${wallTimeText(at, timeZone)}, from what Budgeteer has on record. It names nobody: people stand in it as the roles in which they helped, deployments by their revision.`,
    factTable(draft, pages),
    '## Timeline',
    timelineList(draft),
    ...rolesBlock(draft),
    ...QUESTIONS.flatMap(({ title, hint }) => [`## ${title}`, `*${hint}*`]),
    '## Action items',
    itemBlock(draft.actionItems, timeZone),
  ]
  return `${blocks.join('\n\n')}\n`
}

function factTable(draft: PostmortemDraft, pages: string | null): string {
  const { incident, cost, alongside, filedAt, picture, timeZone, at } = draft
  const { id, startedAt, endedAt } = incident
  const time = (ms: number): string => wallTimeText(ms, timeZone)
  const linked = (words: string, kind: 'incident' | 'postmortem'): string =>
    pages === null ? words : `[${words}](<${pageUrlOf(pages, { kind, id })}>)`
  const rows: readonly (readonly [string, string | null])[] = [
    ['Incident', linked(`\`${id}\``, 'incident')],
    ['Service', markdownLine(incident.serviceTitle)],
    ['Began', time(startedAt)],
    ['Ended', endedAt === null ? 'it goes on' : time(endedAt)],
    ['Lasted', `${minutesText((endedAt ?? at) - startedAt)}${endedAt === null ? ' so far' : ''}`],
    ['Requests that failed', cost.failedRatio === null ? null : sharePercentText(cost.failedRatio)],
    ['Cost', markdownLine(costWords(cost))],
    ['Budget', courseWords(cost)],
    [
      'At the same time',
      alongside.length === 0 ? null : listInWords(alongside.map((one) => markdownLine(besideWords(one)))),
    ],
    [
      'Picture',
      picture === null ? null : linked(markdownLine(pictureWords(picture, timeZone)), 'postmortem'),
    ],
    ['Filed', filedAt.length === 0 ? null : listInWords(filedAt.map(time))],
  ]
  const told = rows.flatMap(([name, value]) => (value === null ? [] : [`| ${name} | ${value} |`]))
  return ['| | |', '|---|---|', ...told].join('\n')
}

/** `13.9% of the budget of Availability: 30 of 216 minutes, so far`. */
export function costWords({
  costRatio,
  sloTitle,
  badMinutes,
  allowedMinutes,
  money,
  isFinal,
}: DraftedCost): string {
  if (costRatio === null) return 'not known'
  const of = sloTitle === null ? '' : ` of ${sloTitle}`
  const spent =
    badMinutes === null || allowedMinutes === null
      ? ''
      : `: ${rounded(badMinutes)} of ${rounded(allowedMinutes)} minutes in which everything may fail`
  return `${sharePercentText(costRatio)} of the budget${of}${spent}${money === null ? '' : `, ${moneyWords(money)}`}${isFinal ? '' : ', so far'}`
}

/** `62% before, 48% at the least, 50% after`; null where no reading is on record. */
export function courseWords({ before, least, after }: DraftedCost): string | null {
  const parts = [
    before === null ? null : `${percentText(before)} before`,
    least === null ? null : `${percentText(least)} at the least`,
    after === null ? null : `${percentText(after)} after`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}

const besideWords = ({ what, id }: DraftedIncident): string => `${what} (${id})`

/** `burn-down of checkout, latency, 7 days up to Fri 2026-11-20 18:00 UTC` */
function pictureWords(picture: PictureName, timeZone: string): string {
  const words =
    picture.kind === 'fleet'
      ? 'the levels of all services'
      : `${picture.kind} of ${picture.service}${picture.slo === undefined ? '' : `, ${picture.slo}`}`
  return `${words}, ${counted(picture.days ?? 0, 'day')} up to ${wallTimeText(picture.at, timeZone)}`
}

function timelineList({ timeline, timeZone }: PostmortemDraft): string {
  let day = ''
  const lines: string[] = []
  for (const { at, role, text } of timeline) {
    const { date, time, zone } = wallTime(at, timeZone)
    if (date !== day) lines.push(...(day === '' ? [] : ['']), `**${date}** (${zone})`, '')
    day = date
    lines.push(`- ${time} ${markdownLine(role === null ? text : `${role} ${text}`)}`)
  }
  return lines.join('\n')
}

function rolesBlock({ roles }: PostmortemDraft): readonly string[] {
  if (roles.length === 0) return []
  const lines = roles.map(({ role, deeds }) => `- **${markdownLine(role)}** ${deedsText(deeds)}`)
  return ['## Who helped', lines.join('\n')]
}

const MOST_DEEDS = 5

function deedsText(deeds: readonly string[]): string {
  const left = deeds.length - MOST_DEEDS
  const shown = deeds.slice(0, MOST_DEEDS).map(markdownLine)
  return listInWords(left > 0 ? [...shown, `${left} more`] : shown)
}

function itemBlock(items: readonly DraftedItem[], timeZone: string): string {
  const rows = items.map(
    ({ text, owner, dueAt, state }) =>
      `| ${markdownLine(text)} | ${markdownLine(owner)} | ${wallTimeText(dueAt, timeZone)} | ${state} |`,
  )
  return [
    '| What | Owner | Until | State |',
    '|---|---|---|---|',
    ...(rows.length > 0 ? rows : ['| | | | |']),
  ].join('\n')
}

const minutesText = (ms: number): string =>
  ms < MINUTE_MS ? 'less than a minute' : counted(Math.round(ms / MINUTE_MS), 'minute')

const rounded = (minutes: number): string =>
  Number(minutes.toFixed(minutes >= 100 ? 0 : 1)).toLocaleString('en-US')
