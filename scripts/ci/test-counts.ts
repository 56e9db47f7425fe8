import { z } from 'zod'

/** What one test run left behind; null when it left nothing. */
export interface Results {
  readonly file: string
  readonly text: string | null
}

export interface TestCounts {
  readonly passed: number
  /** With those that were left out, files that could not be loaded and runs that left no results. */
  readonly failed: number
  readonly remarks: readonly string[]
}

const REPORT = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) }),
  ),
})

/** Adds up the results of several runs of vitest. */
export function countTests(runs: readonly Results[]): TestCounts {
  const counts = runs.map(countRun)
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    remarks: counts.flatMap(({ remarks }) => remarks),
  }
}

function countRun({ file, text }: Results): TestCounts {
  const report = REPORT.safeParse(text === null ? null : parsed(text))
  if (!report.success)
    return { passed: 0, failed: 1, remarks: [`${file} has no results: the run ended before it was through`] }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data
  const leftOut = numPendingTests + numTodoTests
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + leftOut + unloaded.length,
    remarks: [
      ...(leftOut > 0 ? [`${leftOut} tests were left out; here every test must run`] : []),
      ...unloaded.map(({ name }) => `${name} could not be loaded`),
    ],
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
