import { expect, test } from 'vitest'
import { systemRefusal } from '../../../src/core/kernel/system-error.ts'

const failed = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more })

test.each([
  [
    failed('EADDRINUSE', { address: '127.0.0.1', port: 8080 }),
    'port 127.0.0.1:8080 is taken by another program; end that program, or choose another port (http.port, or --port)',
  ],
  [
    failed('EACCES', { address: '::', port: 80 }),
    'port [::]:80 may not be opened by this user; choose a port from 1024 on (http.port, or --port)',
  ],
  [
    failed('EACCES', { path: '/data/x.db' }),
    '/data/x.db may not be read or written; give the user that runs Budgeteer the right to',
  ],
  [failed('EISDIR'), undefined],
  [failed('EWHAT', { path: '/x' }), undefined],
  [new Error('other'), undefined],
])('%s is told with file or port and what to do', (error, told) => {
  expect(systemRefusal(error)?.told).toBe(told)
})

test('a path that Node leaves out is given by the caller', () => {
  expect(systemRefusal(failed('EISDIR'), '/etc/b.yaml')?.told).toBe(
    '/etc/b.yaml is a folder, where a file is meant; name the file in it',
  )
})
