import fc, { type Arbitrary } from 'fast-check'
import { casesOf, type Subject } from './shares.ts'
import { Watchdog } from './watchdog.ts'

/** Of a case that is printed, so many characters. */
const SHOWN = 4_000

/**
 * Feeds a subject its share of cases. `judge` throws where an answer is not as it should be; a case that hangs ends the process.
 * What fails is shrunk to its least form and printed with its seed.
 */
export async function fuzz<Case>(
  subject: Subject,
  cases: Arbitrary<Case>,
  judge: (each: Case) => Promise<void> | void,
): Promise<void> {
  const watchdog = new Watchdog()
  const numRuns = casesOf(subject)
  process.stderr.write(`${subject}: ${numRuns} cases, seed ${String(fc.readConfigureGlobal().seed)}\n`)
  try {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        watchdog.begins(`${subject}: ${fc.stringify(each).slice(0, SHOWN)}`)
        await judge(each)
      }),
      { numRuns },
    )
  } finally {
    await watchdog.close()
  }
}
