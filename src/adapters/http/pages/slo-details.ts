import { agreementWords, maintenanceWords, partWords } from '../../../core/status/slo-words.ts'
import type { SloReport } from '../../../core/status/status-report.ts'
import { html, type Html } from '../../../core/kernel/html.ts'

/** The details below an SLO's figures. `told`: the service's journey, which its card shows already. */
export function sloDetails(slo: SloReport, told: string | undefined): readonly Html[] {
  const { excludedSeconds, warning, agreement, journey, rationale, objective } = slo
  const parts = partWords(slo)
  const isBroken = (agreement?.remainingRatio ?? 0) < 0
  return [
    ...(excludedSeconds === undefined ? [] : [html`<p>${maintenanceWords(excludedSeconds)}</p>`]),
    ...(warning === undefined ? [] : [html`<p>Warning: ${warning}</p>`]),
    ...(agreement === undefined
      ? []
      : [html`<p class="${isBroken ? 'broken' : 'sla'}">${agreementWords(agreement)}</p>`]),
    ...(parts === undefined
      ? []
      : [
          html`<p>${parts.heading}:</p>
            <ul class="parts">
              ${parts.lines.map((line) => html`<li>${line}</li>`)}
            </ul>`,
        ]),
    ...(journey === undefined || journey === told ? [] : [html`<p>${journey}</p>`]),
    ...(rationale === undefined ? [] : [html`<p>Why ${objective}%: ${rationale}</p>`]),
  ]
}
