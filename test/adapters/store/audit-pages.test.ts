import { describe, expect, it } from 'vitest'
import type { AuditFilter, AuditPage } from '../../../src/core/kernel/audit/audit-pages.ts'
import type { NewAuditEntry } from '../../../src/core/kernel/audit/audit-entry.ts'
import { LOOKED_THROUGH } from '../../../src/adapters/store/audit-pages.ts'
import { onEachStore } from './each-store.ts'

const gate = (at: number, service = 'api', actor = 'token:ci'): NewAuditEntry => ({
  at,
  kind: 'gate',
  actor,
  service,
  data: { allowed: true },
})
const approval = (at: number, actor = 'U1', request = 'r-1'): NewAuditEntry => ({
  at,
  kind: 'approval',
  actor,
  service: 'api',
  data: { request },
})

onEachStore((current) => {
  const page = (filter: Partial<AuditFilter> = {}): Promise<AuditPage> =>
    current().auditPages.page({ limit: 50, kinds: 'all', ...filter })
  const all = async (): Promise<unknown[]> => {
    const entries = []
    for await (const each of current().audit.entries()) entries.push(each)
    return entries
  }
  const times = ({ entries }: AuditPage): readonly number[] => entries.map(({ at }) => at)

  describe('a page of the audit log', () => {
    it('is empty while nothing is on record', async () => {
      expect(await page()).toEqual({ entries: [], next: null, isCutShort: false })
      expect(await current().auditPages.count()).toBe(0)
    })

    it.each([
      ['all', gate],
      ['all-but-the-gate', approval],
    ] as const)(
      'of %s shows the newest first, and goes on where it ended, one time or not',
      async (kinds, one) => {
        await current().audit.append([one(1), one(2), one(2), one(2), one(3)])
        const first = await page({ kinds, limit: 2 })
        expect(first.entries.map(({ seq }) => seq)).toEqual([5, 4])
        const second = await page({ kinds, limit: 2, ...(first.next && { before: first.next }) })
        expect(second.entries.map(({ seq }) => seq)).toEqual([3, 2])
        const third = await page({ kinds, limit: 2, ...(second.next && { before: second.next }) })
        expect(third.entries.map(({ seq }) => seq)).toEqual([1])
        expect(third.next).toBeNull()
        expect(await current().auditPages.count()).toBe(5)
      },
    )

    it('holds an entry as it was written', async () => {
      await current().audit.append([approval(7)])
      const written = await all()
      expect((await page()).entries).toEqual(written)
    })

    const rows: readonly (readonly [string, Partial<AuditFilter>, readonly number[]])[] = [
      ['everything', {}, [6, 5, 4, 3, 2, 1]],
      ['all but the gate', { kinds: 'all-but-the-gate' }, [6, 5, 2]],
      ['the gate', { kinds: 'gate' }, [4, 3, 1]],
      ['a kind', { kinds: 'approval' }, [6, 5, 2]],
      ['a service', { service: 'web' }, [3]],
      ['a service without the gate', { service: 'api', kinds: 'all-but-the-gate' }, [6, 5, 2]],
      ['a person', { actor: 'U2' }, [6, 5]],
      ['a person, by index', { actor: 'U2', kinds: 'all-but-the-gate' }, [6, 5]],
      ['a token', { actor: 'token:cd' }, [4]],
      ['a person at the gate', { actor: 'U2', kinds: 'gate' }, []],
      ['a token beside the gate', { actor: 'token:cd', kinds: 'all-but-the-gate' }, []],
      ['a record', { about: 'r-2', kinds: 'all-but-the-gate' }, [6]],
      ['a record, of all', { about: 'r-2' }, [6]],
      ['a service and a kind', { service: 'api', kinds: 'approval' }, [6, 5, 2]],
      ['all of it', { service: 'api', kinds: 'approval', actor: 'U2', about: 'r-1' }, [5]],
      ['a time, its end left out', { from: 2, until: 5 }, [4, 3, 2]],
      ['a time without the gate', { from: 2, until: 6, kinds: 'all-but-the-gate' }, [5, 2]],
      ['a time that has nothing', { from: 7, until: 9 }, []],
      ['a person in a time', { actor: 'U2', from: 1, until: 6, kinds: 'all-but-the-gate' }, [5]],
    ]
    it.each(rows)('is of %s alone where that is asked', async (_, filter, expected) => {
      await current().audit.append([
        gate(1),
        approval(2),
        gate(3, 'web'),
        gate(4, 'api', 'token:cd'),
        approval(5, 'U2'),
        approval(6, 'U2', 'r-2'),
      ])
      expect(times(await page(filter))).toEqual(expected)
    })

    it.each([
      ['the gate', 'all', (at: number, actor: string) => gate(at, 'api', actor)],
      ['others', 'all-but-the-gate', (at: number, actor: string) => approval(at, actor)],
    ] as const)(
      'of %s is cut short after very many entries, and goes on from there',
      async (_, kinds, one) => {
        const many = Array.from({ length: LOOKED_THROUGH }, (_each, index) => one(index + 10, 'token:ci'))
        const rare = { ...one(1, 'token:ci'), service: 'rare', actor: 'token:rare' }
        await current().audit.append([{ ...rare, actor: 'token:ci' }, ...many])
        const filter = { service: 'rare', actor: 'token:ci', kinds }
        const cut = await page(filter)
        expect(cut).toMatchObject({ entries: [], isCutShort: true })
        const rest = await page({ ...filter, ...(cut.next && { before: cut.next }) })
        expect(times(rest)).toEqual([1])
        expect(rest).toMatchObject({ next: null, isCutShort: false })
      },
    )

    it('begins at a time in the middle of a long log at once', async () => {
      const many = Array.from({ length: LOOKED_THROUGH + 5_000 }, (_, index) => gate(index + 1))
      await current().audit.append(many)
      const early = await page({ until: 3, limit: 5 })
      expect(times(early)).toEqual([2, 1])
      expect(early.next).toBeNull()
    })
  })
})
