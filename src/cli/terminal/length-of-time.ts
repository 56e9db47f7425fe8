import { InvalidArgumentError } from 'commander'
import { readSpan, spanAdvice } from '../../core/kernel/time/typed-span.ts'

/** Milliseconds of an option such as `--timeout 10s`. @throws InvalidArgumentError without a unit */
export function lengthOfTime(text: string): number {
  const ms = readSpan(text)
  if (ms === undefined) throw new InvalidArgumentError(spanAdvice(text))
  return ms
}

/** The same, and not nothing. */
export function someTime(text: string): number {
  const ms = lengthOfTime(text)
  if (ms === 0) throw new InvalidArgumentError(spanAdvice(text))
  return ms
}
