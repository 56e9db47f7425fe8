/** How many come where `mean` come on average: the chance of `count` or fewer. `count` below 0 never happens. */
export function chanceOfAtMost(count: number, mean: number): number {
  if (count < 0) return 0
  if (mean <= 0) return 1
  let sum = 0
  // In logarithms: e^-mean alone is nothing for a large mean.
  let logTerm = -mean
  for (let k = 0; k <= count; k += 1) {
    if (k > 0) logTerm += Math.log(mean) - Math.log(k)
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}

/** What may be the mean where `count` came (Garwood's exact interval): outside of it, so few or so many are rarer than `doubt`. */
export function meansFor(count: number, doubt: number): { readonly least: number; readonly most: number } {
  const tail = doubt / 2
  const above = count + 10 * Math.sqrt(count + 1) + 20
  return {
    least: count === 0 ? 0 : crossing(above, (mean) => 1 - chanceOfAtMost(count - 1, mean) >= tail),
    most: crossing(above, (mean) => chanceOfAtMost(count, mean) <= tail),
  }
}

/** Where between 0 and `most` something begins to hold that then goes on to hold. */
function crossing(most: number, holds: (value: number) => boolean): number {
  let low = 0
  let high = most
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
