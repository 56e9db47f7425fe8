import type { KnownBlock } from '@slack/types'

import { percentText } from '../../../core/budgets/percent.ts'
import { altTextOf } from '../../../core/pictures/alt-text.ts'
import type { BurnDown, Picture } from '../../../core/pictures/picture.ts'
import { escapedLine } from '../escape.ts'
import { budgetLine } from './budget-bar.ts'
import { context, section } from './parts.ts'

/** As wide as the bar below it; a phone shows as much. */
const COLUMNS = 20
const HEIGHTS = '▁▂▃▄▅▆▇█'
const SPENT = '_'
const UNKNOWN = '·'

/** Stands in for a picture where Slack takes none: for a burn-down a line of blocks, and the same in words. */
export const pictureWords = (picture: Picture): readonly KnownBlock[] => [
  ...(picture.kind === 'burn-down' ? lineOf(picture) : []),
  context(escapedLine(altTextOf(picture))),
]

function lineOf(picture: BurnDown): readonly KnownBlock[] {
  const left = picture.points.findLast(({ remainingRatio }) => remainingRatio !== null)?.remainingRatio
  if (left === undefined || left === null) return []
  const bounds = picture.bands.flatMap(({ aboveRatio }) => (aboveRatio === null ? [] : [aboveRatio]))
  const percent = (ratio: number): string => percentText(ratio, bounds)
  return [section(`\`${columnsOf(picture)}\`\n${budgetLine(left, percent)}`)]
}

/** The budget left at the end of each column's time. */
function columnsOf({ points, from, at }: BurnDown): string {
  const width = (at - from) / COLUMNS
  return Array.from({ length: COLUMNS }, (_, column) => {
    const [start, end] = [from + column * width, from + (column + 1) * width]
    const last = points.findLast((point) => point.at >= start && point.at <= end)
    return heightOf(last?.remainingRatio ?? null)
  }).join('')
}

function heightOf(ratio: number | null): string {
  if (ratio === null) return UNKNOWN
  if (ratio <= 0) return SPENT
  return HEIGHTS.charAt(Math.min(HEIGHTS.length - 1, Math.floor(ratio * HEIGHTS.length)))
}
