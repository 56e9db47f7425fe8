import { isInSight } from '../../../../core/status/fleet-sentence.ts'
import { alertWords, changeTitleIn } from '../../../../core/status/slo-words.ts'
import type { FreezeReport, ServiceReport } from '../../../../core/status/status-report.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'

/** Longer reasons are cut here; the service's page has all of them. */
const REASON_CHARACTERS = 120

/** What goes on with a service now, as list items: what blocks it first. */
export function nowLines(service: ServiceReport, view: PageView): readonly Html[] {
  const { freezes, alerts, enforcement, stale, knownAt, recovering } = service
  const deciding = service.slos.find(({ slo }) => slo === service.slo)
  const inForce = freezes.filter((freeze) => freeze.inForce)
  const ahead = freezes.filter((freeze) => !freeze.inForce)
  return [
    ...inForce.map((freeze) => freezeLine(freeze, service, view)),
    ...alerts.map((alert) => html`<li><b>Burn alert</b> ${alertWords(alert, service)}</li>`),
    ...(deciding === undefined || !isInSight(deciding) ? [] : [html`<li>${deciding.forecast}</li>`]),
    ...(recovering === null
      ? []
      : [html`<li>${recovering.level} from ${view.time(recovering.at)} if it holds</li>`]),
    ...(stale
      ? [
          html`<li>
            ${knownAt === null ? 'never measured' : html`stale: last known ${view.time(knownAt)}`}
          </li>`,
        ]
      : []),
    ...(enforcement === 'shadow' ? [html`<li>in shadow: nothing is blocked</li>`] : []),
    ...ahead.map((freeze) => freezeLine(freeze, service, view)),
  ]
}

const WHAT = {
  declared: 'Frozen',
  window: 'Frozen',
  correctness: 'Correctness incident',
  hours: 'Hours',
} as const

function freezeLine(freeze: FreezeReport, service: ServiceReport, view: PageView): Html {
  const { kind, reason, changes, since, until, inForce } = freeze
  const about =
    changes === null ? '' : ` (${changes.map((change) => changeTitleIn(service, change)).join(', ')})`
  const short = reason.length > REASON_CHARACTERS ? `${reason.slice(0, REASON_CHARACTERS)}…` : reason
  const end = until === null ? '' : html` until ${view.time(until)}`
  if (inForce) return html`<li><b class="blocks">${WHAT[kind]}</b>${about}${end}: ${short}</li>`
  return html`<li>Freeze ahead${about} from ${since === null ? '' : view.time(since)}: ${short}</li>`
}
