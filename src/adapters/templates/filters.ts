import type { Liquid } from 'liquidjs'
import { compareRatio } from '../../core/budgets/compare.ts'
import { percentText, sharePercentText } from '../../core/budgets/percent.ts'
import { timesText } from '../../core/budgets/times.ts'
import { durationInWords, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isWords } from '../../core/kernel/prompt.ts'
import { spelled } from '../spelling/command-text.ts'
import { visibleLine } from '../../core/kernel/visible-text.ts'
import { neutralMrkdwn } from '../spelling/neutral-mrkdwn.ts'
import { mention, short } from './mrkdwn.ts'
import { clockText, dateText, momentText } from './time-text.ts'

/** A value of a template and what stands behind the colon, as Liquid hands them over: of any kind. */
type Filter = (value: unknown, ...args: unknown[]) => unknown

/** Where the policies draw their lines, as ratios, besides the usual ones; asked at each use. */
export type Boundaries = () => readonly number[]

/**
 * What a template may put behind `|`, besides Liquid's own. Each takes what the facts hold; a value of the wrong kind is an
 * error of the template. `raw` is taken away: what people typed is always escaped.
 */
export function registerFilters(liquid: Liquid, boundaries: Boundaries | undefined): void {
  const filters: Readonly<Record<string, Filter>> = {
    percent: (ratio) => percentText(number(ratio), boundaries?.()),
    share: (ratio) => sharePercentText(number(ratio)),
    spent: (ratio) => ratio !== null && compareRatio(number(ratio), 0) <= 0,
    /** A burn rate in two digits: `14`, `1.4`; `200` in three. */
    times: (rate) => timesText(number(rate)),
    duration: (seconds) => durationInWords(number(seconds) * SECOND_MS),
    /** Seconds from one time to another. */
    since: (time, from) => Math.max(0, Date.parse(text(time)) - Date.parse(text(from))) / SECOND_MS,
    clock: (time, zone) => clockText(text(time), text(zone ?? 'UTC')),
    date: (time, zone) => dateText(text(time), text(zone ?? 'UTC')),
    moment: (time, zone, at) => momentText(text(time), text(zone), text(at)),
    short: (words, most) => short(text(words), number(most)),
    plural: (count, word) => `${number(count)} ${text(word)}${number(count) === 1 ? '' : 's'}`,
  }
  for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter)
  liquid.registerFilter('mention', { raw: true, handler: (who: unknown) => mention(text(who)) })
  liquid.unregisterFilter('raw')
}

/** The emoji of a level, as its policy may write it. */
const EMOJI_ALONE = /^:[a-z0-9_+-]+:$/

/** Makes every value that a template prints harmless, and one line. A value that is not known prints nothing. */
export function escapedOutput(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (isWords(value)) return harmless(spelled(value))
  throw new TypeError('a list or a group of values cannot be printed; print what is in it')
}

const harmless = (text: string): string => (EMOJI_ALONE.test(text) ? text : neutralMrkdwn(visibleLine(text)))

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`needs a number, got ${shown(value)}`)
  return value
}

function text(value: unknown): string {
  if (isWords(value)) return spelled(value)
  throw new TypeError(`needs a text, got ${shown(value)}`)
}

const shown = (value: unknown): string => (value === null ? 'a value that is not known' : typeof value)
