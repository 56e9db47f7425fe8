import { describe, expect, test } from 'vitest'
import { NO_AUDIT_KEYS } from '../../src/core/kernel/audit/audit-key.ts'
import type { Witness } from '../../src/core/kernel/audit/witness.ts'
import { ATTACKED_DATABASES } from './attacked-databases.ts'
import { aLog, KEY } from './attacked-log.ts'
import { type Attacker, MANIPULATIONS, type Protection } from './manipulations.ts'

describe.each(ATTACKED_DATABASES)('on $database', ({ isHere, made }) => {
  async function problemsOf(protection: Protection, act: (attacker: Attacker) => Promise<void>) {
    const { attacker, verify } = await aLog(made, protection === 'key')
    const witnesses: Witness[] = (await attacker.rows())
      .filter(({ seq }) => protection === 'anchors' && (seq % 10 === 0 || seq === 35))
      .map(({ seq, hash, at }) => ({ seq, hash, anchoredAt: at, where: `the anchor of entry ${seq}` }))
    await act(attacker)
    const keys = protection === 'key' ? { current: KEY, old: null } : NO_AUDIT_KEYS
    try {
      const found = await verify({ keys, witnesses })
      return found.intact ? [] : found.problems
    } catch (error) {
      return [(error as Error).message]
    }
  }

  describe.runIf(isHere).each<Protection>(['none', 'anchors', 'key'])(
    'at rest, with protection by %s',
    (protection) => {
      test('a log that nobody touched is whole', async () => {
        expect(await problemsOf(protection, () => Promise.resolve())).toEqual([])
      })

      test.each(MANIPULATIONS)('$name', async ({ act, named }) => {
        const [problem] = await problemsOf(protection, act)
        const expected = named[protection]
        if (expected === null) expect(problem).toBeUndefined()
        else expect(problem).toMatch(expected)
      })
    },
  )
})
