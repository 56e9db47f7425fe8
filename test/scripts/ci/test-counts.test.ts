import { expect, test } from 'vitest'
import { countTests } from '../../../scripts/ci/test-counts.ts'

const report = (counts: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...counts,
  })

test('the results of several runs add up', () => {
  const runs = [
    { file: 'tests.json', text: report({ numPassedTests: 7, numFailedTests: 1 }) },
    { file: 'soak.json', text: report({ numPassedTests: 3 }) },
  ]
  expect(countTests(runs)).toEqual({ passed: 10, failed: 1, remarks: [] })
})

test('a test that was left out has failed', () => {
  const text = report({ numPassedTests: 7, numPendingTests: 2, numTodoTests: 1 })
  expect(countTests([{ file: 'tests.json', text }])).toEqual({
    passed: 7,
    failed: 3,
    remarks: ['3 tests were left out; here every test must run'],
  })
})

test('a file that could not be loaded has failed, though none of its tests is counted', () => {
  const testResults = [
    { name: '/a.test.ts', status: 'failed', assertionResults: [] },
    { name: '/b.test.ts', status: 'failed', assertionResults: [{}] },
  ]
  const text = report({ numFailedTests: 1, testResults })
  expect(countTests([{ file: 'tests.json', text }])).toEqual({
    passed: 0,
    failed: 2,
    remarks: ['/a.test.ts could not be loaded'],
  })
})

test.each([
  ['left nothing', null],
  ['left half a document', '{"numPassedTests": 7'],
  ['left another document', '{}'],
])('a run that %s has failed', (_, text) => {
  const remarks = ['soak.json has no results: the run ended before it was through']
  expect(countTests([{ file: 'soak.json', text }])).toEqual({ passed: 0, failed: 1, remarks })
})
