import type { Steps } from './backtest.ts'

/** The looks of the last `lastMs` up to `now`, on whole multiples of `stepMs`, so that the same day is always looked at alike. */
export function stepsUntil(now: number, lastMs: number, stepMs: number): Steps {
  const until = Math.floor(now / stepMs) * stepMs
  return { from: until - Math.max(1, Math.floor(lastMs / stepMs)) * stepMs, until, stepMs }
}

export const lookCount = ({ from, until, stepMs }: Steps): number => Math.floor((until - from) / stepMs) + 1

export function* looksOf({ from, until, stepMs }: Steps): Generator<number> {
  for (let at = from; at <= until; at += stepMs) yield at
}
