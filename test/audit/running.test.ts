import { describe, expect, onTestFinished, test } from 'vitest'
import { NO_AUDIT_KEYS } from '../../src/core/kernel/audit/audit-key.ts'
import { AuditWatch } from '../../src/core/kernel/audit/audit-watch.ts'
import { verifyRecord } from '../../src/core/kernel/audit/verify-record.ts'
import { TestClock } from '../support/test-clock.ts'
import { ATTACKED_DATABASES, type AttackedDatabase } from './attacked-databases.ts'
import { aLog, anApproval, KEY } from './attacked-log.ts'
import { MANIPULATIONS, NOW } from './manipulations.ts'

/** A bot that has seen a log of forty entries, and somebody else who has its database. */
async function aBot(made: () => Promise<AttackedDatabase>, isSigned: boolean) {
  const { attacker, open } = await aLog(made, isSigned)
  const store = await open()
  onTestFinished(() => store.close())
  const keys = isSigned ? { current: KEY, old: null } : NO_AUDIT_KEYS
  const clock = new TestClock(NOW + 100)
  const aWatch = async () => {
    const found: string[] = []
    const watch = new AuditWatch({
      store,
      keys,
      clock,
      nextTurn: () => Promise.resolve(),
      onBroken: (problem) => found.push(problem),
    })
    await watch.look()
    return { watch, found }
  }
  const messages = async () => (await store.deliveries.pending(10)).map(({ message }) => message)
  return { ...(await aWatch()), aWatch, store, keys, clock, attacker, messages }
}

describe.each(ATTACKED_DATABASES)('on $database', ({ isHere, made }) => {
  describe.runIf(isHere).each([
    { protection: 'no key', isSigned: false },
    { protection: 'a key', isSigned: true },
  ])('under a bot that runs with $protection', ({ isSigned }) => {
    test.each(MANIPULATIONS)(
      '$name: it is named at the next look, on record and in a message',
      async (tried) => {
        const { store, keys, watch, found, attacker, messages } = await aBot(made, isSigned)
        const expected = tried.running ?? tried.named[isSigned ? 'key' : 'none']
        await tried.act(attacker)
        try {
          await watch.look()
        } catch (error) {
          // A log that cannot be read is what the bot says then.
          expect((error as Error).message).toMatch(expected ?? /never/)
          return
        }
        if (expected === null) {
          expect(found).toEqual([])
          return
        }
        expect(found[0]).toMatch(expected)
        expect(watch.state).toMatchObject({ kind: 'broken', problem: found.at(-1) })
        const [message, ...more] = await messages()
        expect(more).toEqual([])
        expect(message).toMatchObject({
          address: { kind: 'channel', purpose: 'announcements' },
          content: { kind: 'audit-broken', problem: found[0] },
        })
        const said = await store.auditChain.newest('audit_broken')
        expect(JSON.parse(said?.data ?? '')).toMatchObject({ problem: found[0] })
        // What the log alone shows no more, it says.
        expect(await verifyRecord(store.auditChain, { keys })).toMatchObject({ intact: false })
      },
    )

    test('what the bot itself appends is nothing to be found', async () => {
      const { store, watch, found } = await aBot(made, isSigned)
      for (let look = 0; look < 5; look += 1) {
        await store.audit.append([anApproval(NOW + look), anApproval(NOW + look)])
        await watch.look()
      }
      expect(found).toEqual([])
      expect(watch.state).toEqual({ kind: 'intact' })
    })
  })

  describe.runIf(isHere)('told once', () => {
    test('the same is told once, whoever looks again, and what is new is told in its turn', async () => {
      const { clock, watch, found, attacker, messages } = await aBot(made, false)
      await attacker.sql('delete from audit where seq = 12')
      await watch.look()
      await watch.look()
      expect(found).toEqual(['entry 12 is missing'])
      clock.advance(3_600_000)
      await attacker.sql('delete from audit where seq > 35')
      await watch.look()
      expect(found.slice(1)).toEqual([expect.stringContaining('its end was cut off')])
      expect(await messages()).toHaveLength(2)
    })

    test('a second replica that sees the same finds it, and leaves it to the first to say so', async () => {
      const { store, watch, found, aWatch, attacker, messages } = await aBot(made, false)
      const second = await aWatch()
      await store.audit.append([anApproval(NOW + 41)])
      await attacker.sql('delete from audit where seq = 12')
      await watch.look()
      await second.watch.look()
      expect([found, second.found]).toEqual([['entry 12 is missing'], ['entry 12 is missing']])
      expect(await messages()).toHaveLength(1)
    })
  })
})
