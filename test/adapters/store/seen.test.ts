import { describe, expect, it } from 'vitest'
import { onEachStore } from './each-store.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000

onEachStore((current) => {
  describe('what counts once', () => {
    it('counts for the first who asks, however many ask at once', async () => {
      const { seen } = current()
      const answers = await Promise.all(Array.from({ length: 20 }, () => seen.isFirst('a', NOW)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await seen.isFirst('b', NOW)).toBe(true)
    })

    it('is forgotten when it cannot come again, also after a clock was set back', async () => {
      const store = current()
      await store.seen.isFirst('old', NOW - HOUR - 1)
      await store.seen.isFirst('young', NOW - HOUR)
      await store.seen.isFirst('future', NOW + HOUR + 1)
      await store.thin(NOW)
      expect(await store.seen.isFirst('old', NOW)).toBe(true)
      expect(await store.seen.isFirst('young', NOW)).toBe(false)
      expect(await store.seen.isFirst('future', NOW)).toBe(true)
    })
  })
})
