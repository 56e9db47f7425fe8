import { z } from 'zod'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { readLength, readShare } from '../../../../core/what-if/typed-question.ts'
import type { WhatIfQuestion } from '../../../../core/what-if/what-if-question.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { unknownName } from '../../unknown-name.ts'
import { viewOf, sendPage } from '../page-guard.ts'
import type { PageContent } from '../page-content.ts'
import type { PageView } from '../page-view.ts'
import { recordView, type RecordView } from '../records/record-view.ts'
import { simulated } from './simulated.ts'

const given = z.string().trim().max(200).default('')
const QUERY = z.object({ service: given, outage: given, share: given, slo: given })
type Typed = z.infer<typeof QUERY>

/** Longer than a use case takes before it gives up. */
const MOST_MS = 25_000

/** GET /simulate: what would come of an outage. Reads, and changes nothing. */
export function simulatePage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/simulate',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const view = viewOf(request, world)
      return sendPage(reply, view, await simulateContent(request.query, view, world))
    },
  )
}

async function simulateContent(typed: Typed, plain: PageView, world: HttpWorld): Promise<PageContent> {
  const view = await recordView(plain, world, [])
  const asked = typed.service === '' || typed.outage === '' ? undefined : questionOf(typed, world)
  const outcome =
    asked === undefined || 'wrong' in asked
      ? undefined
      : await world.within(world.useCases.whatIf.simulate(asked), MOST_MS)
  return {
    isStill: true,
    title: 'What if',
    main: html`<p class="lead">What an outage would do to a budget, by the service’s own policy.</p>
      ${form(typed, view)}
      ${
        asked !== undefined && 'wrong' in asked
          ? told(asked.wrong)
          : outcome === undefined
            ? ''
            : outcome.kind === 'refused'
              ? told(outcome.why)
              : simulated(outcome.simulation, view)
      }`,
  }
}

/** The question, or what is wrong with it. */
function questionOf(
  { service, outage, share, slo }: Typed,
  { useCases }: HttpWorld,
): WhatIfQuestion | { readonly wrong: string } {
  const { services } = useCases.catalog()
  if (!services.has(service)) return { wrong: unknownName('service', service, services.keys()) }
  const durationMs = readLength(outage)
  if (!durationMs.ok) return { wrong: durationMs.why }
  const badRatio = readShare(share === '' ? '100%' : share)
  if (!badRatio.ok) return { wrong: badRatio.why }
  const slos = slo === '' ? {} : { slos: [slo] }
  return {
    service,
    outages: [{ startsInMs: 0, durationMs: durationMs.value, badRatio: badRatio.value, ...slos }],
  }
}

const told = (why: string): Html =>
  html`<p class="told poor" role="alert">${why.charAt(0).toUpperCase()}${why.slice(1)}</p>`

function form({ service, outage, share, slo }: Typed, view: RecordView): Html {
  const services = [...view.catalog.services.values()].toSorted((a, b) => a.title.localeCompare(b.title))
  return html`<form class="filter" method="get" action="${view.to({ kind: 'simulate' })}">
    <label
      >Service
      <select name="service">
        ${services.map(
          ({ name, title }) =>
            html`<option value="${name}" ${name === service ? html`selected` : ''}>${title}</option>`,
        )}
      </select></label
    >
    <label
      >Outage of
      <input name="outage" value="${outage === '' ? '30m' : outage}" size="6" required autocomplete="off"
    /></label>
    <label
      >in which fail <input name="share" value="${share === '' ? '100%' : share}" size="5" autocomplete="off"
    /></label>
    <label
      >only of the SLO <input name="slo" value="${slo}" size="12" placeholder="all" autocomplete="off"
    /></label>
    <button>Simulate</button>
  </form>`
}
