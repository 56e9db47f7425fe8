import type { CostModel } from '../budgets/cost-model.ts'

/** An amount in a currency. Only words round it. */
export interface Money {
  readonly amount: number
  /** ISO 4217: `EUR`. */
  readonly currency: string
}

/** What went wrong, in the units that a price may be given in; null or left out where it is not known. */
export interface Harm {
  /** Minutes in which nothing works that are as bad: 10 minutes at 50 % are 5. */
  readonly badMinutes?: number | null
  readonly failedRequests?: number | null
}

/** What the harm costs; null without a price, and where what the price is for is not known. */
export function moneyOf(model: CostModel | undefined, { badMinutes, failedRequests }: Harm): Money | null {
  if (model === undefined) return null
  const { currency, perBadMinute, perFailedRequest } = model
  if (perBadMinute !== undefined && typeof badMinutes === 'number')
    return priced(perBadMinute, badMinutes, currency)
  if (perFailedRequest !== undefined && typeof failedRequests === 'number')
    return priced(perFailedRequest, failedRequests, currency)
  return null
}

/** The sums, one for each currency, in the order of their codes. Empty for nothing. */
export function sumsOf(all: readonly (Money | null)[]): readonly Money[] {
  const known = all.filter((money) => money !== null)
  return [...Map.groupBy(known, ({ currency }) => currency)]
    .map(([currency, same]) => ({
      currency,
      amount: exact(same.reduce((sum, { amount }) => sum + amount, 0)),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

export const priced = (price: number, count: number, currency: string): Money => ({
  amount: exact(price * count),
  currency,
})

/** Without what floating point adds: 1240, not 1239.9999999999998. */
const exact = (amount: number): number => Math.round(amount * 1e6) / 1e6

/** From so many on, cents say nothing. */
const WHOLE_FROM = 100

/** `EUR 1,240`, `EUR 12.50`, `JPY 900`, `less than EUR 0.01`, `EUR 0`. */
export function moneyWords({ amount, currency }: Money): string {
  const digits = minorDigits(currency)
  const smallest = 10 ** -digits
  const size = Math.abs(amount)
  if (size === 0) return `${currency} 0`
  if (size < smallest / 2) return `less than ${currency} ${grouped(smallest, digits)}`
  const shown = Number.isInteger(size) || size >= WHOLE_FROM ? 0 : digits
  return `${currency} ${amount < 0 ? '−' : ''}${grouped(size, shown)}`
}

/** `EUR 1,240 and USD 300`. */
export const sumsWords = (sums: readonly Money[]): string => sums.map(moneyWords).join(' and ')

const grouped = (size: number, digits: number): string =>
  size.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** 2 of EUR, 0 of JPY. */
const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** Every code of ISO 4217 that there is a currency for. */
export const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
