import { governed } from '../../../../core/policy/catalog.ts'
import { needLines, type ShippingLine } from '../../../../core/status/shipping-lines.ts'
import type { ServiceReport } from '../../../../core/status/status-report.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { badge, row, rows, section } from './record-parts.ts'
import type { RecordView } from './record-view.ts'

/** What may ship now: change types that get the same answer stand together, the easiest first. */
export function shippingSection(report: ServiceReport, view: RecordView): Html {
  const policy = governed(view.catalog, report.service)?.policy
  if (policy === undefined || report.changes.length === 0) return html``
  const { lines, everyRequestBrings } = needLines(policy, report.changes)
  return section(
    'may-ship',
    'What may ship',
    html`${rows(lines.map(shippingRow))}
      ${
        everyRequestBrings.length === 0
          ? ''
          : html`<p class="note">Every request brings: ${everyRequestBrings.join(', ')}.</p>`
      }
      <p class="note">${policy.title}, version ${report.policy.version}</p>`,
  )
}

function shippingRow(line: ShippingLine): Html {
  const { named, decision, approval, requires, advice, isStaggered, isExempt } = line
  const [tone, words] =
    decision === 'blocked'
      ? (['bad', 'blocked'] as const)
      : decision === 'approved'
        ? (['good', 'allowed'] as const)
        : (['fair', approval === null ? 'with what it brings' : `approval: ${approval}`] as const)
  const notes = [
    isExempt ? 'always allowed, once it is claimed' : '',
    requires.length === 0 ? '' : `brings ${requires.join(', ')}`,
    isStaggered ? 'one at a time, on days of the calendar' : '',
    advice ?? '',
  ].filter((note) => note !== '')
  const name = `${named.charAt(0).toUpperCase()}${named.slice(1)}`
  return row(
    tone,
    html`<span>${name}</span>`,
    notes.length === 0 ? '' : html`${notes.join(' · ')}`,
    badge(tone, words),
  )
}
