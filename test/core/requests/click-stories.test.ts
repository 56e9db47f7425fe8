import { asSpelled } from '../../support/as-spelled.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import type { RequestState } from '../../../src/core/requests/deploy-request.ts'
import { BOB, CLEO, DANA, GUS, INES, MEI, OMAR, SAMIR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'

/** Who does what, and what they are told: nothing when it is recorded. */
type Step = readonly [act: 'approve' | 'reject' | 'cancel', userId: string, told?: string]

interface Story {
  readonly story: string
  readonly remaining: number
  readonly change: string
  readonly steps: readonly Step[]
  readonly state: RequestState
}

const CAREFUL = { remaining: 0.4, change: 'feature' } as const
const HOTFIX = { remaining: 0.05, change: 'p0-hotfix' } as const

const STORIES: readonly Story[] = [
  {
    story: 'the owner alone suffices at HEALTHY',
    remaining: 0.8,
    change: 'feature',
    steps: [['approve', OMAR]],
    state: 'granted',
  },
  {
    story: 'owner and senior are both needed at WARNING',
    ...CAREFUL,
    steps: [['approve', OMAR]],
    state: 'open',
  },
  {
    story: 'owner and senior in any order',
    ...CAREFUL,
    steps: [
      ['approve', SOFIA],
      ['approve', OMAR],
    ],
    state: 'granted',
  },
  {
    story: 'two seniors fill one senior seat',
    ...CAREFUL,
    steps: [
      ['approve', SOFIA],
      ['approve', SAMIR, 'The open seats are for Service owner; you hold Senior engineer'],
    ],
    state: 'open',
  },
  {
    story: 'a second click of the same person does nothing',
    ...CAREFUL,
    steps: [
      ['approve', OMAR],
      ['approve', OMAR, 'You have approved this already'],
    ],
    state: 'open',
  },
  {
    story: 'nobody approves their own request',
    ...CAREFUL,
    steps: [['approve', DANA, 'Nobody approves their own request']],
    state: 'open',
  },
  {
    story: 'a guest does not count, whatever group they are in',
    ...CAREFUL,
    steps: [['approve', GUS, 'Only full members']],
    state: 'open',
  },
  {
    story: 'somebody whom the directory does not know does not count',
    ...CAREFUL,
    steps: [['approve', 'U0NOBODY', 'I could not look up who you are']],
    state: 'open',
  },
  {
    story: 'somebody without a role is told which roles are wanted',
    ...CAREFUL,
    steps: [
      [
        'approve',
        BOB,
        'The open seats are for Service owner and Senior engineer; you hold none of its roles',
      ],
    ],
    state: 'open',
  },
  {
    story: 'so is somebody with a wrong role',
    ...CAREFUL,
    steps: [['approve', TOMAS, 'you hold SRE for this service']],
    state: 'open',
  },
  {
    story: 'infrastructure at WARNING wants three people',
    remaining: 0.4,
    change: 'infrastructure',
    steps: [
      ['approve', OMAR],
      ['approve', SOFIA],
      ['approve', TOMAS],
    ],
    state: 'granted',
  },
  {
    story: 'SRE decides at CRITICAL',
    remaining: 0.2,
    change: 'p1-bugfix',
    steps: [
      ['approve', OMAR, 'The open seats are for SRE'],
      ['approve', TOMAS],
    ],
    state: 'granted',
  },
  {
    story: 'the SRE lead is SRE too',
    remaining: 0.2,
    change: 'p1-bugfix',
    steps: [['approve', INES]],
    state: 'granted',
  },
  {
    story: 'the VP and two seniors at EMERGENCY',
    ...HOTFIX,
    steps: [
      ['approve', SOFIA],
      ['approve', VICTOR],
      ['approve', SAMIR],
    ],
    state: 'granted',
  },
  {
    story: 'one senior is not two',
    ...HOTFIX,
    steps: [
      ['approve', SOFIA],
      ['approve', VICTOR],
    ],
    state: 'open',
  },
  {
    story: 'the CTO may stand for the VP',
    ...HOTFIX,
    steps: [
      ['approve', CLEO],
      ['approve', SOFIA],
      ['approve', SAMIR],
    ],
    state: 'granted',
  },
  {
    story: 'the CTO beside the VP is one too many',
    ...HOTFIX,
    steps: [
      ['approve', CLEO],
      ['approve', VICTOR, 'The open seats are for Senior engineer'],
    ],
    state: 'open',
  },
  { story: 'who could fill a seat may reject', ...CAREFUL, steps: [['reject', SOFIA]], state: 'rejected' },
  {
    story: 'who fills a filled seat only may not',
    ...CAREFUL,
    steps: [
      ['approve', SOFIA],
      ['reject', SAMIR, 'The open seats are for Service owner'],
    ],
    state: 'open',
  },
  {
    story: 'who fills none may not',
    ...CAREFUL,
    steps: [['reject', MEI, 'The open seats are for']],
    state: 'open',
  },
  {
    story: 'the requester withdraws rather than rejects',
    ...CAREFUL,
    steps: [['reject', DANA, '/deploy cancel withdraws it']],
    state: 'open',
  },
  {
    story: 'a guest rejects nothing',
    ...CAREFUL,
    steps: [['reject', GUS, 'Only full members']],
    state: 'open',
  },
  { story: 'the requester may withdraw', ...CAREFUL, steps: [['cancel', DANA]], state: 'cancelled' },
  { story: 'nobody else may', ...CAREFUL, steps: [['cancel', OMAR, 'Only the requester']], state: 'open' },
  {
    story: 'a granted request can still be withdrawn',
    remaining: 0.8,
    change: 'feature',
    steps: [
      ['approve', OMAR],
      ['cancel', DANA],
    ],
    state: 'cancelled',
  },
  {
    story: 'a rejected request takes no more clicks',
    ...CAREFUL,
    steps: [
      ['reject', OMAR],
      ['approve', SOFIA, 'This request is rejected'],
      ['cancel', DANA, 'This request is rejected'],
    ],
    state: 'rejected',
  },
  {
    story: 'a granted request takes no more approvals',
    remaining: 0.8,
    change: 'feature',
    steps: [
      ['approve', OMAR],
      ['approve', SOFIA, 'This request is granted'],
      ['reject', SOFIA, 'This request is granted'],
    ],
    state: 'granted',
  },
  {
    story: 'a withdrawn request stays withdrawn',
    ...CAREFUL,
    steps: [
      ['cancel', DANA],
      ['approve', OMAR, 'This request is cancelled'],
    ],
    state: 'cancelled',
  },
]

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

describe.each(STORIES)('$story', ({ remaining, change, steps, state }) => {
  test(`ends ${state}`, async () => {
    await platform.settle(remaining)
    const id = await platform.opened({ change })
    const acts = {
      approve: (userId: string) => approve(platform.deps, id, userId),
      reject: (userId: string) => reject(platform.deps, id, userId, 'Not on a Friday'),
      cancel: (userId: string) => cancelRequest(platform.deps, id, userId),
    }
    for (const [act, userId, told] of steps) {
      const outcome = await acts[act](userId)
      if (told === undefined) expect(outcome.kind).toBe('recorded')
      else
        expect(asSpelled(outcome)).toMatchObject({
          kind: 'refused',
          message: expect.stringContaining(told) as string,
        })
    }
    expect((await platform.requestNow(id)).state).toBe(state)

    const grants = await platform.store.grants.live('inference-gateway', platform.clock.now())
    expect(grants).toHaveLength(state === 'granted' ? 1 : 0)

    const kinds = (await platform.audit()).map(({ kind }) => kind)
    const expected = steps.map(([act, , told]) =>
      told === undefined
        ? { approve: 'approval', reject: 'rejection', cancel: 'request_cancelled' }[act]
        : 'click_refused',
    )
    const clicks = ['approval', 'rejection', 'request_cancelled', 'click_refused']
    expect(kinds.filter((kind) => clicks.includes(kind))).toEqual(expected)
    expect(kinds.filter((kind) => kind === 'grant').length).toBeLessThanOrEqual(1)
  })
})
