const CELLS = 20

/**
 * What is left of a budget as twenty cells, good on any screen. Only a whole budget fills all of them, only a spent one none; one
 * that is overspent is empty too.
 */
export function budgetBar(remainingRatio: number): string {
  const full = remainingRatio >= 1 ? CELLS : Math.min(CELLS - 1, Math.round(remainingRatio * CELLS))
  const shown = remainingRatio > 0 ? Math.max(1, full) : 0
  return '█'.repeat(shown) + '░'.repeat(CELLS - shown)
}

/** The bar with its figure, in mrkdwn, for screen readers as well. */
export const budgetLine = (remainingRatio: number, percent: (ratio: number) => string): string =>
  `\`${budgetBar(remainingRatio)}\` *${percent(remainingRatio)}* of the budget`
