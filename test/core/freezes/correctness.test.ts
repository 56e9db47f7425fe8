import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePolicy } from '../../../src/config/policies/policy-reader.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import {
  declareCorrectness,
  filePostmortem,
  type PostmortemInput,
} from '../../../src/core/freezes/correctness.ts'
import { anIncident } from '../../support/an-incident.ts'
import { DANA, GUS, SOFIA, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const ANSWERS = { records: 'Orders 1 to 7', repair: 'Renumbered', cause: 'abc1234' }

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.8)
})
afterEach(() => platform.close())

const declare = (userId = TOMAS, what = 'Duplicate ids') =>
  declareCorrectness(platform.freezing, { service: GATEWAY, what, userId })
const file = (input: Partial<PostmortemInput> = {}) =>
  filePostmortem(platform.freezing, {
    service: GATEWAY,
    content: 'https://wiki.example.com/pm-1',
    answers: ANSWERS,
    userId: SOFIA,
    ...input,
  })

describe('a correctness incident', () => {
  test('blocks everything but its fix until its postmortem answers the three questions', async () => {
    expect(await declare()).toMatchObject({ kind: 'done', thing: { id: 'c-1' } })
    expect(await platform.gate({ change: 'p1-bugfix' })).toMatchObject({
      decision: 'blocked',
      reasons: ['correctness_incident'],
    })
    expect(await platform.gate({ change: 'p0-hotfix' })).toMatchObject({ decision: 'needs-approval' })
    expect(await file({ answers: null })).toMatchObject({ kind: 'refused' })
    expect(await platform.gate({ change: 'p1-bugfix' })).toMatchObject({ decision: 'blocked' })

    expect(await file()).toMatchObject({
      kind: 'done',
      thing: { author: SOFIA, incidentId: 'c-1', answers: ANSWERS, level: 'HEALTHY' },
    })
    expect(await platform.gate({ change: 'p1-bugfix' })).toMatchObject({ decision: 'needs-approval' })
    expect(await platform.store.postmortems.of(GATEWAY, 5)).toMatchObject([{ answers: ANSWERS }])
  })

  test('is told in both channels, and so is its end', async () => {
    await declare()
    await file()
    const told = (await platform.owed()).filter(({ subject }) => subject.startsWith('declared/c-1'))
    expect(
      told.map(({ act, address, content }) => [
        address.kind === 'channel' && address.purpose,
        act,
        content.kind,
      ]),
    ).toEqual([
      ['incidents', 'post', 'correctness-incident'],
      ['announcements', 'post', 'correctness-incident'],
      ['incidents', 'reply', 'postmortem-filed'],
      ['announcements', 'update', 'correctness-incident'],
      ['announcements', 'reply', 'freeze-ended'],
      ['incidents', 'update', 'correctness-incident'],
      ['incidents', 'reply', 'freeze-ended'],
    ])
    const kinds = (await platform.audit()).map(({ kind }) => kind)
    expect(kinds.slice(-3)).toEqual(['correctness_incident', 'postmortem', 'correctness_ended'])
  })

  test('ends by its own postmortem alone', async () => {
    await declare()
    await declare(TOMAS, 'Lost records')
    await file({ incidentId: 'c-2' })
    expect((await platform.store.declaredFreezes.open()).map(({ id }) => id)).toEqual(['c-1'])
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'blocked' })
  })

  test('is declared by SRE alone, and says what is wrong', async () => {
    expect(await declare(DANA)).toEqual({ kind: 'refused', message: 'Only the role SRE may do this.' })
    expect(await declare(TOMAS, ' ')).toMatchObject({ kind: 'refused' })
    expect(await platform.store.declaredFreezes.open()).toEqual([])
  })
})

test.each<[string, Partial<PostmortemInput>]>([
  ['by a guest', { userId: GUS }],
  ['that is empty', { content: ' ' }],
  ['that is a book', { content: 'x'.repeat(3_001) }],
  ['with a question unanswered', { answers: { ...ANSWERS, cause: '' } }],
  ['of an unknown service', { service: 'nobody' }],
])('no postmortem is filed %s', async (_sentence, input) => {
  await declare()
  expect(await file(input)).toMatchObject({ kind: 'refused' })
  expect(await platform.store.postmortems.of(GATEWAY, 5)).toEqual([])
})

describe('a level that asks for a postmortem first', () => {
  const FILE = join(import.meta.dirname, '../../../config/policies/three-tier.yaml')

  async function exhausted(): Promise<void> {
    const parsed = parsePolicy(await readFile(FILE, 'utf8'), FILE)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    await platform.close()
    platform = await Platform.open([{ ...service(GATEWAY), policy: parsed.policy.name }], parsed.policy)
    await platform.settle(0.05)
  }

  test('accepts one that was filed while it lasts, for every request', async () => {
    await exhausted()
    const id = await platform.opened({
      change: 'critical-fix',
      answers: new Map([['postmortem-filed', 'I did, honestly']]),
    })
    expect((await platform.requestNow(id)).decision.requires).toEqual(['postmortem-filed'])
    expect(await file({ answers: null })).toMatchObject({
      kind: 'done',
      thing: { level: 'EXHAUSTED', incidentId: null },
    })
    expect((await platform.requestNow(id)).decision.requires).toEqual([])
    expect((await platform.owed()).at(-1)).toMatchObject({ subject: `request/${id}` })

    await platform.settle(0.8)
    await platform.settle(0.05)
    platform.clock.advance(MINUTE_MS)
    const next = await platform.opened({ change: 'critical-fix', revision: 'v2', answers: new Map() })
    expect((await platform.requestNow(next)).decision.requires).toEqual(['postmortem-filed'])
  })
})

describe('what a postmortem is about', () => {
  beforeEach(async () => {
    const { incidents } = platform.store
    await incidents.save(anIncident({ id: 'i-7k2m' }))
    await incidents.save(anIncident({ id: 'i-part', mergedInto: 'i-7k2m' }))
    await incidents.save(anIncident({ id: 'i-else', service: 'search' }))
  })

  test.each([
    { how: 'the one that was chosen', input: { about: 'i-7k2m' }, about: 'i-7k2m' },
    { how: 'the whole of a part', input: { about: 'i-part' }, about: 'i-7k2m' },
    {
      how: 'the one whose id stands in its link',
      input: { content: 'https://wiki.example.com/2025/i-7k2m' },
      about: 'i-7k2m',
    },
    { how: 'none of another service', input: { content: 'It was like i-else.' }, about: null },
    { how: 'none where none is named', input: { content: 'We ran out of disk.' }, about: null },
  ])('is $how', async ({ input, about }) => {
    expect(await file({ answers: null, ...input })).toMatchObject({ kind: 'done', thing: { about } })
    const filed = await platform.store.postmortems.about('i-7k2m')
    expect(filed).toHaveLength(about === null ? 0 : 1)
  })
})
