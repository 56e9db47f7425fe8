/** How many times as fast, as people say it: `14`, `1.4`, `0.93`; from a hundred on in whole numbers. */
export const timesText = (rate: number): string =>
  Math.abs(rate) >= 100 ? String(Math.round(rate)) : String(Number(rate.toPrecision(2)))
