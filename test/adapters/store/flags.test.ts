import { describe, expect, it } from 'vitest'
import { FLAG_CHANGE_STATES } from '../../../src/core/flags/flag-change.ts'
import { aFlagChange } from '../../support/a-flag-change.ts'
import { onEachStore } from './each-store.ts'

onEachStore((current) => {
  describe('flags that were rolled back', () => {
    it('are given back as they were saved, and as they were saved last', async () => {
      const { flagChanges } = current()
      const least = aFlagChange({ id: 'fc-0', state: 'asked', mode: null, before: null, after: null })
      const most = aFlagChange({
        project: 'shop',
        offVariant: 'ö',
        inShadow: true,
        anyway: true,
        error: 'no answer',
        restoredBy: 'U1',
      })
      await flagChanges.save([least, most])
      expect(await flagChanges.ofRollback('fr-1')).toEqual([least, most])
      const restored = aFlagChange({ state: 'restored' })
      await flagChanges.save([restored])
      expect(await flagChanges.ofRollback('fr-1')).toEqual([least, restored])
      expect(await flagChanges.ofRollback('fr-2')).toEqual([])
    })

    it('owe a step in three states, the oldest first', async () => {
      const { flagChanges } = current()
      await flagChanges.save(
        FLAG_CHANGE_STATES.map((state, index) =>
          aFlagChange({ id: `fc-${index}`, state, askedAt: 100 - index }),
        ),
      )
      expect((await flagChanges.owed()).map(({ state }) => state)).toEqual([
        'putting-back',
        'turning-off',
        'asked',
      ])
    })

    it('are listed with the newest first, and know when a service was last asked', async () => {
      const { flagChanges } = current()
      await flagChanges.save([
        aFlagChange({ id: 'a', askedAt: 1 }),
        aFlagChange({ id: 'b', askedAt: 3 }),
        aFlagChange({ id: 'c', askedAt: 2, service: 'shop' }),
      ])
      const ids = async (limit: number, service?: string): Promise<readonly string[]> =>
        (await flagChanges.recent(limit, service)).map(({ id }) => id)
      expect(await ids(2)).toEqual(['b', 'c'])
      expect(await ids(9, 'billing')).toEqual(['b', 'a'])
      expect(await flagChanges.lastAskedAt('billing')).toBe(3)
      expect(await flagChanges.lastAskedAt('nobody')).toBeNull()
    })
  })
})
