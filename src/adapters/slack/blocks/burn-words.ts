/** What a burn rate means, in the terms of the usual alerts: 14.4 spends 2 % of a 30-day budget in an hour. */
export function burnWords(rate: number): string {
  if (rate <= 0) return 'nothing burns'
  if (rate <= 1) return 'slow enough to last the window'
  if (rate < 3) return 'faster than the budget lasts'
  if (rate < 14.4) return 'much too fast'
  return 'critically fast'
}

/** `1.4×`, `0.03×`; a rate that is not known is a dash. */
export function burnText(rate: number | null): string {
  if (rate === null) return '–'
  if (rate === 0) return '0×'
  return `${rate >= 100 ? String(Math.round(rate)) : String(Number(rate.toPrecision(2)))}×`
}
