import { describe, expect, test } from 'vitest'
import { failuresBy } from '../../../../src/core/budgets/proposals/failures.ts'

/** As Prometheus reads it: the whole value, whatever its case where the pattern says so. */
const fails = (quoted: string, value: string): boolean => {
  const pattern = quoted.slice(1, -1)
  return new RegExp(`^(?:${pattern.replace('(?i)', '')})$`, pattern.startsWith('(?i)') ? 'i' : '').test(value)
}

describe('failures are told by the values of a label', () => {
  test.each([
    ['code', ['200', '404', '500'], ['500', '503', '5xx'], ['200', '301', '404', '429']],
    ['status', ['2xx', '5xx'], ['5xx'], ['2xx', '4xx']],
    ['response_code', ['200', '0'], ['502'], ['0', '200']],
    ['status', ['success', 'error'], ['error', 'failure', 'timeout'], ['success']],
    ['outcome', ['SUCCESS', 'CLIENT_ERROR', 'SERVER_ERROR'], ['SERVER_ERROR'], ['CLIENT_ERROR', 'SUCCESS']],
    ['status', ['ok'], ['error', 'internal'], ['ok']],
    [
      'grpc_code',
      ['OK', 'NotFound'],
      ['Internal', 'Unavailable', 'DeadlineExceeded', 'DataLoss'],
      ['OK', 'NotFound', 'Canceled', 'InvalidArgument', 'PermissionDenied'],
    ],
    ['grpc_status', ['OK', 'DEADLINE_EXCEEDED'], ['DEADLINE_EXCEEDED', 'DATA_LOSS'], ['OK', 'NOT_FOUND']],
    ['rpc_grpc_status_code', ['0', '5'], ['2', '4', '12', '13', '14', '15'], ['0', '1', '5', '16']],
  ])('%s with %j', (label, seen, bad, good) => {
    const failures = failuresBy(label, seen)
    const quoted = failures?.matcher.quoted ?? ''
    expect(failures?.matcher).toMatchObject({ label, operator: '=~' })
    expect(bad.filter((value) => !fails(quoted, value))).toEqual([])
    expect(good.filter((value) => fails(quoted, value))).toEqual([])
  })

  test.each([
    ['code', ['EUR', 'USD']],
    ['status', ['active', 'inactive']],
    ['code', ['200', 'weird']],
    ['status', ['']],
    ['status', []],
  ])('%s with %j says nothing of them', (label, seen) => {
    expect(failuresBy(label, seen)).toBeUndefined()
  })
})
