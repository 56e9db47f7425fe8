import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import type { Incident } from '../../../src/core/incidents/incident.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { PostmortemDraft } from '../../../src/core/postmortems/draft.ts'
import { draftMarkdown } from '../../../src/core/postmortems/draft-markdown.ts'
import { draftPostmortem } from '../../../src/core/postmortems/draft-postmortem.ts'
import { incidentsNear } from '../../../src/core/postmortems/unknown-incident.ts'
import { anIncident } from '../../support/an-incident.ts'
import { anOutage, draftWorldOf } from '../../support/an-outage.ts'
import { DANA } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'
import { monthOfReadings } from '../../support/pictured-month.ts'

let platform: Platform
let now: number
beforeEach(async () => {
  platform = await Platform.open()
  now = platform.clock.now()
})
afterEach(() => platform.close())

async function draftOf(incident: Incident): Promise<PostmortemDraft> {
  await platform.store.incidents.save(incident)
  const draft = await draftPostmortem(draftWorldOf(platform), incident.id)
  if (draft === undefined) throw new Error('there is no draft')
  return draft
}

const texts = ({ timeline }: PostmortemDraft): readonly string[] => timeline.map(({ text }) => text)

/** A reading each minute around an hour ago, whose budget falls from 80 % to 50 %. */
const falling = (): readonly MeasuredReading[] => {
  const [one] = monthOfReadings(now)
  if (one === undefined) throw new Error('there is no reading')
  return Array.from({ length: 90 }, (_, index) => ({
    ...one,
    at: now - (90 - index) * MINUTE_MS,
    remainingRatio: 0.8 - Math.max(0, Math.min(0.3, (index - 30) * 0.01)),
  }))
}

describe('a draft', () => {
  it('of an incident that goes on tells what it is so far', async () => {
    const draft = await draftOf(
      anIncident({ startedAt: now - 20 * MINUTE_MS, costRatio: 0.1, slo: 'availability' }),
    )
    expect(draft.incident.endedAt).toBeNull()
    expect(draft.cost).toMatchObject({
      costRatio: 0.1,
      isFinal: false,
      badMinutes: 21.6,
      allowedMinutes: 216,
    })
    const text = draftMarkdown(draft, null)
    expect(text).toContain('| Ended | it goes on |')
    expect(text).toContain('| Lasted | 20 minutes so far |')
    expect(text).toContain('10% of the budget of availability: 21.6 of 216 minutes')
    expect(text).toContain(', so far |')
  })

  it('without alerts, readings and cost says only what is known', async () => {
    const draft = await draftOf(
      anIncident({ startedAt: now - HOUR_MS, openedAt: now - HOUR_MS, endedAt: now }),
    )
    expect(texts(draft)).toEqual(['It began', 'A person put it on record', 'It was over after 60 minutes'])
    expect(draft.cost).toMatchObject({
      costRatio: null,
      badMinutes: null,
      before: null,
      least: null,
      after: null,
    })
    expect(draftMarkdown(draft, null)).not.toMatch(/null|undefined|NaN|## Who helped/)
  })

  it('tells what the budget did in steps that differ', async () => {
    await platform.store.readings.add(falling())
    const draft = await draftOf(
      anIncident({ startedAt: now - HOUR_MS, openedAt: now - HOUR_MS, endedAt: now - 20 * MINUTE_MS }),
    )
    const steps = draft.timeline.filter(({ kind }) => kind === 'budget').map(({ text }) => text)
    expect(steps.length).toBeGreaterThan(3)
    expect(steps.length).toBeLessThanOrEqual(12)
    expect(steps[0]).toBe('80% of the budget of availability left')
    expect(draft.cost.before).toBeCloseTo(0.8, 6)
    expect(draft.cost.least).toBeCloseTo(0.5, 6)
    expect(draft.cost.after).toBeCloseTo(0.5, 6)
  })

  it('speaks of money where the service has a price', async () => {
    platform.services = [{ ...service(GATEWAY), cost: { currency: 'EUR', perBadMinute: 120 } }]
    const draft = await draftOf(
      anIncident({
        startedAt: now - HOUR_MS,
        endedAt: now,
        costRatio: 0.1,
        failedRatio: 0.25,
        slo: 'availability',
      }),
    )
    expect(draft.cost.money).toEqual({ amount: 1800, currency: 'EUR' })
    expect(draftMarkdown(draft, null)).toContain('EUR 1,800')
  })

  it('of 500 times that its alert fired tells the first, the last, and how many lie between', async () => {
    const id = 'i-1'
    await platform.store.incidents.saveEpisodes(
      { source: 'alertmanager', fingerprint: 'f' },
      Array.from({ length: 500 }, (_, index) => ({
        startedAt: now - HOUR_MS + index * 1_000,
        endedAt: now - HOUR_MS + index * 1_000 + 500,
        incident: id,
      })),
    )
    const draft = await draftOf(anIncident({ id, startedAt: now - HOUR_MS, endedAt: now }))
    const fired = texts(draft).filter((text) => text.startsWith('Its alert fired'))
    expect(fired).toHaveLength(12)
    expect(fired).toContain('Its alert fired 489 times between the one before and the last')
  })

  it('counts the middle of what is too much of one kind', async () => {
    await platform.store.audit.append(
      Array.from({ length: 100 }, (_, index) => ({
        at: now - HOUR_MS + index,
        kind: 'rollout_failed' as const,
        actor: 'token:ci',
        service: GATEWAY,
        data: { rollout: `ro-${index}`, revision: `v${index}`, environment: 'production' },
      })),
    )
    const draft = await draftOf(
      anIncident({ startedAt: now - HOUR_MS, openedAt: now - HOUR_MS, endedAt: now }),
    )
    const told = draft.timeline.filter(({ kind }) => kind === 'deployment').map(({ text }) => text)
    expect(told).toHaveLength(33)
    expect(told[23]).toBe('The deployment of v23 to production failed')
    expect(told[24]).toBe('… and 68 more steps of deployments')
    expect(told.at(-1)).toBe('The deployment of v99 to production failed')
  })

  it('names the incidents beside it, and tells nothing of another service', async () => {
    await platform.store.incidents.save(
      anIncident({ id: 'i-2', what: 'Latency', startedAt: now - 50 * MINUTE_MS, endedAt: now }),
    )
    await platform.store.incidents.save(
      anIncident({ id: 'i-3', service: 'search', startedAt: now - HOUR_MS }),
    )
    await platform.store.audit.append([
      { at: now - 1, kind: 'rollout_failed', actor: 'token:ci', service: 'search', data: { revision: 'v9' } },
      {
        at: now - 1,
        kind: 'freeze_window',
        actor: 'budgeteer',
        service: '*',
        data: { window: 'elsewhere', event: 'began', services: ['search', 'cart'] },
      },
      {
        at: now - 1,
        kind: 'freeze_window',
        actor: 'budgeteer',
        service: '*',
        data: { window: 'everywhere', event: 'began', services: null },
      },
    ])
    const draft = await draftOf(anIncident({ startedAt: now - HOUR_MS, endedAt: now }))
    expect(draft.alongside.map(({ id }) => id)).toEqual(['i-2'])
    expect(texts(draft).filter((text) => /v9|elsewhere|everywhere/.test(text))).toEqual([
      'The scheduled freeze everywhere began',
    ])
  })

  it('of a service that is no longer configured goes by its names', async () => {
    platform.services = []
    const draft = await draftOf(
      anIncident({ startedAt: now - HOUR_MS, endedAt: now, costRatio: 0.2, slo: 'availability' }),
    )
    expect(draft.incident.serviceTitle).toBe(GATEWAY)
    expect(draft).toMatchObject({ picture: null, timeZone: 'UTC', cost: { badMinutes: null, money: null } })
    expect(draftMarkdown(draft, null)).toContain('| Cost | 20% of the budget of availability |')
  })

  it('lets a hostile name start no markup, and no row of its own', async () => {
    const what = '# x | <img src=x> [a](http://x) `c` **b**\n| row |'
    const draft = await draftOf(anIncident({ what, startedAt: now - HOUR_MS, endedAt: now }))
    const [title = ''] = draftMarkdown(draft, null).split('\n')
    expect(title).toBe(
      '# Postmortem: ML Inference Gateway: # x \\| &lt;img src=x> \\[a\\](http://x) \\`c\\` \\*\\*b\\*\\* \\| row \\|',
    )
  })

  it('of a part is that of the whole', async () => {
    await platform.store.incidents.save(
      anIncident({ id: 'i-part', mergedInto: 'i-1', startedAt: now - HOUR_MS }),
    )
    await draftOf(anIncident({ id: 'i-1', startedAt: now - HOUR_MS }))
    expect((await draftPostmortem(draftWorldOf(platform), 'i-part'))?.incident.id).toBe('i-1')
  })

  it('tells who let a deployment ship after it began, and of none before it', async () => {
    const before = now - 2 * HOUR_MS
    const approval = (at: number, revision: string) => ({
      at,
      kind: 'approval' as const,
      actor: DANA,
      service: GATEWAY,
      data: { change: 'feature', revision, seats: [{ role: 'sre', count: 1, filledBy: [DANA] }] },
    })
    await platform.store.audit.append([approval(before, 'v1'), approval(now - MINUTE_MS, 'v2')])
    const draft = await draftOf(anIncident({ startedAt: now - HOUR_MS }))
    expect(draft.roles).toEqual([{ role: 'SRE', deeds: ['approved Feature release of v2'] }])
  })

  it('is the same at the same time', async () => {
    const [one, other] = [await anOutage(), await anOutage()]
    const drafts = await Promise.all(
      [one, other].map(({ platform: at, incident }) => draftPostmortem(draftWorldOf(at), incident)),
    )
    expect(drafts[0]).toEqual(drafts[1])
    await Promise.all([one.platform.close(), other.platform.close()])
  })
})

describe('an id that names no incident', () => {
  it('has no draft, and is answered with those of the nearest ids and the newest ones', async () => {
    const { incidents } = platform.store
    for (const [index, id] of [
      'i-7k2m9x',
      'i-aaaaaa',
      'i-bbbbbb',
      'i-cccccc',
      'i-dddddd',
      'i-eeeeee',
    ].entries())
      await incidents.save(anIncident({ id, startedAt: now - (9 - index) * HOUR_MS }))
    expect(await draftPostmortem(draftWorldOf(platform), 'i-7k2n9x')).toBeUndefined()
    const near = await incidentsNear(incidents, 'i-7k2n9x', now)
    expect(near.map(({ id }) => id)).toEqual(['i-7k2m9x', 'i-eeeeee', 'i-dddddd', 'i-cccccc', 'i-bbbbbb'])
  })
})
