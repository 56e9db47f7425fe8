import { describe, expect, it } from 'vitest'
import type { GatePass } from '../../../src/core/requests/gate-pass.ts'
import type { Outcome } from '../../../src/core/outcomes/outcome.ts'
import { aGrant as grant, aRequest as request } from '../../support/a-request.ts'
import { onEachStore } from './each-store.ts'

const USE = { at: 7, token: 'ci', key: 'k-1', run: '4711', attempt: 1 }
const idsOf = (things: readonly { readonly id: string }[]): readonly string[] => things.map(({ id }) => id)

onEachStore((current) => {
  describe('requests', () => {
    it('are given back as they were saved', async () => {
      const { requests } = current()
      const rejected = request('r_2', {
        state: 'rejected',
        rejection: { userId: 'U3', at: 5, reason: 'not today' },
        answers: new Map(),
        approvals: [],
      })
      await requests.save([request('r_1'), rejected])
      expect(await requests.byId('r_1')).toEqual(request('r_1'))
      expect(await requests.byId('r_2')).toEqual(rejected)
      expect(await requests.byId('r_3')).toBeUndefined()
    })

    it('are replaced whole', async () => {
      const { requests } = current()
      await requests.save([request('r_1')])
      const granted = request('r_1', { state: 'granted', approvals: [], decidedAt: 9 })
      await requests.save([granted])
      expect(await requests.byId('r_1')).toEqual(granted)
    })

    it.each([
      ['newest first', { limit: 10 }, ['r_4', 'r_3', 'r_2', 'r_1']],
      ['no more than asked for', { limit: 2 }, ['r_4', 'r_3']],
      ['of one service', { service: 'web', limit: 10 }, ['r_3']],
      ['in certain states', { states: ['granted', 'expired'] as const, limit: 10 }, ['r_4', 'r_2']],
      ['in no state', { states: [], limit: 10 }, []],
      ['of one person', { requestedBy: 'U9', limit: 10 }, ['r_4']],
    ])('are listed %s', async (_, filter, expected) => {
      const { requests } = current()
      await requests.save([
        request('r_1', { requestedAt: 1 }),
        request('r_2', { requestedAt: 2, state: 'granted' }),
        request('r_3', { requestedAt: 3, service: 'web' }),
        request('r_4', { requestedAt: 4, state: 'expired', requestedBy: 'U9' }),
      ])
      expect(idsOf(await requests.list(filter))).toEqual(expected)
    })

    it('expire when they are open and their time has come', async () => {
      const { requests } = current()
      await requests.save([
        request('r_1', { expiresAt: 10 }),
        request('r_2', { expiresAt: 11 }),
        request('r_3', { expiresAt: 5, state: 'granted' }),
      ])
      expect(idsOf(await requests.expired(10))).toEqual(['r_1'])
    })

    describe('that a gate call means', () => {
      const call = { service: 'api', change: 'feature', environment: 'production' }

      it.each([
        ['are named by id, whatever else it says', [{ ...call, service: 'web', requestId: 'r_1' }], ['r_1']],
        ['are the newest for its change', [{ ...call, revision: 'abc123' }], ['r_2']],
        ['are none without a revision', [call], []],
        ['are none for another revision', [{ ...call, revision: 'def456' }], []],
        ['are none for another environment', [{ ...call, revision: 'abc123', environment: 'staging' }], []],
        ['are none for an unknown id', [{ ...call, revision: 'abc123', requestId: 'r_9' }], []],
        [
          'come once for calls that mean the same',
          [
            { ...call, revision: 'abc123' },
            { ...call, requestId: 'r_2' },
            { ...call, revision: 'abc123' },
          ],
          ['r_2'],
        ],
        ['are none for no call', [], []],
      ])('%s', async (_, calls, expected) => {
        const { requests } = current()
        await requests.save([
          request('r_1', { requestedAt: 1 }),
          request('r_2', { requestedAt: 2 }),
          request('r_3', { requestedAt: 3, service: 'web' }),
        ])
        expect(idsOf(await requests.forGate(calls))).toEqual(expected)
      })

      it('are found for more calls than one statement takes variables for', async () => {
        const { requests } = current()
        const many = Array.from({ length: 10_000 }, (_, index) =>
          request(`r_${index}`, { revision: `rev-${index}` }),
        )
        await requests.save(many)
        const calls = many.map(({ id, revision }, index) =>
          index % 2 === 0 ? { ...call, revision } : { ...call, requestId: id },
        )
        const found = await requests.forGate(calls)
        expect(new Set(idsOf(found))).toEqual(new Set(idsOf(many)))
      })
    })
  })

  describe('grants', () => {
    it('are the newest of each request, as they were saved', async () => {
      const { grants } = current()
      const newest = grant('g_2', { grantedAt: 200, voidedAt: 300 })
      const other = grant('g_3', {
        requestId: 'r_2',
        usedAt: 7,
        uses: [USE, { ...USE, at: 9, key: null, attempt: 2 }],
      })
      await grants.save([grant('g_1'), newest, other])
      const found = await grants.ofRequests(['r_1', 'r_2', 'r_3', 'r_1'])
      expect([...found].sort((a, b) => a.id.localeCompare(b.id))).toEqual([newest, other])
      expect(await grants.ofRequests([])).toEqual([])
    })

    it('have a history, oldest first', async () => {
      const { grants } = current()
      await grants.save([grant('g_1', { voidedAt: 150, voidedBy: 'U1' }), grant('g_2', { grantedAt: 200 })])
      expect(idsOf(await grants.history('r_1'))).toEqual(['g_1', 'g_2'])
      expect(await grants.history('r_2')).toEqual([])
    })

    it('are found once when their time is over and nobody used them', async () => {
      const { grants } = current()
      await grants.save([
        grant('g_1'),
        grant('g_2', { requestId: 'r_2', expiresAt: 1_001 }),
        grant('g_3', { requestId: 'r_3', usedAt: 7, uses: [USE] }),
        grant('g_4', { requestId: 'r_4', voidedAt: 7, voidedBy: 'budgeteer' }),
        grant('g_5', { requestId: 'r_5', lapsedAt: 1_000 }),
      ])
      expect(await grants.lapsed(1_000)).toEqual([grant('g_1')])
      expect(await grants.lapsed(999)).toEqual([])
    })

    it('are live while neither used, voided nor expired', async () => {
      const { grants } = current()
      await grants.save([
        grant('g_1'),
        grant('g_2', { usedAt: 1 }),
        grant('g_3', { voidedAt: 1 }),
        grant('g_4', { expiresAt: 500 }),
        grant('g_5', { service: 'web' }),
      ])
      expect(idsOf(await grants.live('api', 500))).toEqual(['g_1'])
      await grants.save([grant('g_1', { usedAt: 400 })])
      expect(await grants.live('api', 500)).toEqual([])
    })
  })
})

describe('what the gate let through', () => {
  onEachStore((current) => {
    const pass = (occasion: string, changes: Partial<GatePass> = {}): GatePass => ({
      service: 'api',
      environment: 'production',
      revision: 'abc123',
      occasion,
      at: 10,
      change: 'feature',
      level: 'HEALTHY',
      requestId: 'r_1',
      token: 'ci',
      ...changes,
    })

    it('is kept once, as it was first', async () => {
      const { gatePasses } = current()
      await gatePasses.add([pass('run 1 1'), pass('run 1 1', { at: 20 }), pass('run 2 1', { at: 30 })])
      await gatePasses.add([pass('run 1 1', { at: 40 })])
      expect(await gatePasses.during('api', { from: 0, until: 100 })).toEqual([
        pass('run 1 1'),
        pass('run 2 1', { at: 30 }),
      ])
      expect(await gatePasses.last('api', 'abc123', 'production')).toEqual(pass('run 2 1', { at: 30 }))
      expect(await gatePasses.last('api', 'abc123', 'staging')).toBeUndefined()
    })

    it('is found by service, time and request', async () => {
      const { gatePasses } = current()
      const bare = pass('day 2025-10-23', { revision: null, requestId: null, at: 50 })
      const other = pass('run 1 1', { service: 'web', at: 60, requestId: 'r_2' })
      await gatePasses.add([pass('run 1 1'), bare, other])
      expect(await gatePasses.during(undefined, { from: 50, until: 61 })).toEqual([bare, other])
      expect(await gatePasses.during('api', { from: 10, until: 50 })).toEqual([pass('run 1 1')])
      expect(await gatePasses.ofRequests(['r_2', 'r_3', 'r_2'])).toEqual([other])
    })
  })
})

describe('requests by their ids', () => {
  onEachStore((current) => {
    it('are those that there are', async () => {
      const { requests } = current()
      await requests.save([request('r_1'), request('r_2'), request('r_3')])
      const found = await requests.ofIds(['r_3', 'r_1', 'r_1', 'r_9'])
      expect(found.map(({ id }) => id).sort()).toEqual(['r_1', 'r_3'])
    })
  })
})

describe('what became of a way', () => {
  onEachStore((current) => {
    it('is one for each request, and is found by when it was told', async () => {
      const { outcomes } = current()
      const outcome: Outcome = {
        requestId: 'r_1',
        service: 'api',
        way: 'override',
        deployedAt: 10,
        overMs: 86_400_000,
        state: 'unreported',
        slo: 'availability',
        spentRatio: 0.12,
        spentBeforeRatio: 0,
        money: { amount: 12.5, currency: 'EUR' },
        toldAt: 100,
      }
      const unused: Outcome = {
        ...outcome,
        requestId: 'r_2',
        state: 'never_used',
        deployedAt: null,
        slo: null,
        spentRatio: null,
        spentBeforeRatio: null,
        money: null,
        toldAt: 50,
      }
      for (const one of [outcome, unused, { ...outcome, state: 'rolled_back' as const }])
        await outcomes.save(one)
      expect(await outcomes.ofRequests(['r_2', 'r_3'])).toEqual([unused])
      expect(await outcomes.toldSince(0)).toEqual([unused, { ...outcome, state: 'rolled_back' }])
      expect(await outcomes.toldSince(50)).toHaveLength(1)
    })
  })
})
