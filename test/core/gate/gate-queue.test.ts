import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gateQueue } from '../../../src/core/gate/gate-queue.ts'
import type { GateCall, GateOutcome } from '../../../src/core/requests/outcome.ts'
import { CALL } from '../../support/platform.ts'

const call = (revision: string): GateCall => ({ ...CALL, revision })

/** Answers each call with its own revision, so that a mixed-up answer is seen. */
const echo = (calls: readonly GateCall[]): GateOutcome[] =>
  calls.map(({ revision }) => ({
    kind: 'invalid',
    problems: [{ field: 'revision', message: revision ?? '' }],
  }))

const said = (outcome: GateOutcome): string =>
  outcome.kind === 'invalid' ? (outcome.problems[0]?.message ?? '') : ''

test('calls that arrive together share a transaction, and each gets its own answer', async () => {
  const batches: number[] = []
  const ask = gateQueue((calls) => {
    batches.push(calls.length)
    return Promise.resolve(echo(calls))
  }, nextTurn)
  const names = Array.from({ length: 50 }, (_, index) => `v${index}`)
  expect((await Promise.all(names.map((name) => ask(call(name))))).map(said)).toEqual(names)
  expect(batches).toEqual([50])
})

test('more than 200 take more than one', async () => {
  const batches: number[] = []
  const ask = gateQueue((calls) => {
    batches.push(calls.length)
    return Promise.resolve(echo(calls))
  }, nextTurn)
  await Promise.all(Array.from({ length: 450 }, (_, index) => ask(call(`v${index}`))))
  expect(batches).toEqual([200, 200, 50])
})

test('while one transaction is brought to the disk, the next is decided; calls that arrive then wait for a third', async () => {
  const flushed = Promise.withResolvers<undefined>()
  const batches: string[][] = []
  const ask = gateQueue(async (calls) => {
    batches.push(calls.map(({ revision }) => revision ?? ''))
    await flushed.promise
    return echo(calls)
  }, nextTurn)
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  }
  const asked = [ask(call('v1'))]
  await settle()
  asked.push(ask(call('v2')))
  await settle()
  asked.push(ask(call('v3')))
  await settle()
  asked.push(ask(call('v4')))
  await settle()
  expect(batches).toEqual([['v1'], ['v2']])
  flushed.resolve(undefined)
  expect((await Promise.all(asked)).map(said)).toEqual(['v1', 'v2', 'v3', 'v4'])
  expect(batches).toEqual([['v1'], ['v2'], ['v3', 'v4']])
})

test('a transaction that fails fails its own calls, and the next ones are answered', async () => {
  let isBroken = true
  const ask = gateQueue((calls) => {
    if (isBroken) return Promise.reject(new Error('the disk is full'))
    return Promise.resolve(echo(calls))
  }, nextTurn)
  const outcomes = await Promise.allSettled([ask(call('v1')), ask(call('v2'))])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isBroken = false
  expect(said(await ask(call('v3')))).toBe('v3')
})

test('a call without an answer is an error', async () => {
  const ask = gateQueue((calls) => Promise.resolve(echo(calls.slice(1))), nextTurn)
  const outcomes = await Promise.allSettled([ask(call('v1')), ask(call('v2'))])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})
