import { randomIds } from '../../../src/adapters/system/random-ids.ts'
import { type StoreOptions, openStore } from '../../../src/adapters/store/open-store.ts'
import { askGate } from '../../../src/core/gate/ask-gate.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import { CALL, GATEWAY, Platform } from '../../support/platform.ts'

/** One thing that a racer is to do, at the same time as all others that it is given. */
export type RaceStep =
  | { readonly do: 'approve' | 'reject' | 'cancel'; readonly request: string; readonly person: string }
  | { readonly do: 'gate'; readonly revision: string; readonly run: string }
  | { readonly do: 'poll'; readonly remaining: number }

/** `done` where it counted: a click that was recorded, a yes of the gate. */
export interface RaceResult {
  readonly step: RaceStep
  readonly done: boolean
  readonly words: string
}

/** A process that does what it is told over its channel, with a store that others use at the same time. */
const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreOptions)
const platform = Platform.over(store)
const world = { ...platform.deps, ids: randomIds }

async function take(step: RaceStep): Promise<RaceResult> {
  const told = (done: boolean, outcome: unknown): RaceResult => ({
    step,
    done,
    words: JSON.stringify(outcome),
  })
  switch (step.do) {
    case 'poll': {
      platform.source.set(GATEWAY, step.remaining)
      return told(true, await poll(world))
    }
    case 'gate': {
      const { revision, run } = step
      const call = { ...CALL, change: 'feature', revision, run, attempt: 1 }
      const [outcome] = await askGate(world, [call])
      return told(outcome?.kind === 'answered' && outcome.answer.allowed, outcome)
    }
    case 'approve':
    case 'reject':
    case 'cancel': {
      const { request, person } = step
      const outcome = await (step.do === 'approve'
        ? approve(world, request, person)
        : step.do === 'reject'
          ? reject(world, request, person, 'Not today')
          : cancelRequest(world, request, person))
      return told(outcome.kind === 'recorded', outcome.kind)
    }
  }
}

process.on('message', (steps: RaceStep[]) => {
  void Promise.all(
    steps.map((step) => take(step).catch((error: unknown) => ({ step, done: false, words: String(error) }))),
  ).then((results) => process.send?.(results))
})
process.once('disconnect', () => void store.close())
process.send?.('ready')
