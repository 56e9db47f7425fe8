import { afterEach, expect, test, vi } from 'vitest'
import { requiredProgram } from './required-program.ts'

afterEach(() => vi.unstubAllEnvs())

test('an installed program is found where it lies', () => {
  expect(requiredProgram('sh')).toMatch(/\/sh$/)
})

test('a missing program is left out on a plain machine', () => {
  vi.stubEnv('BUDGETEER_TEST_REQUIRE', '')
  expect(requiredProgram('no-such-program')).toBeUndefined()
})

test('a missing program is an error where every test is asked for', () => {
  vi.stubEnv('BUDGETEER_TEST_REQUIRE', '1')
  expect(() => requiredProgram('no-such-program')).toThrow('no-such-program is not installed')
})
