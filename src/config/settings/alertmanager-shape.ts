import { z } from 'zod'
import type { AlertMapping } from '../../core/incidents/alert.ts'
import { MERGE_GAP_MS } from '../../core/incidents/episodes.ts'
import { listOf, mapping, millis, pause } from '../reading/fields.ts'

const LABEL = 'the name of a label such as service'

const labels = listOf(z.string({ error: LABEL }).regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: LABEL })).min(1, {
  error: 'at least one label',
})

/** How an alert is understood that Alertmanager brings. */
export const alertmanagerSchema = mapping({
  service_label: labels
    .optional()
    .describe('Labels that may name the service, the first one first. Default: [service, sloth_service].'),
  slo_label: labels
    .optional()
    .describe('Labels that may name the SLO, the first one first. Default: [slo, sloth_slo].'),
  merge_gap: pause
    .optional()
    .describe('An alert that fires again within this time goes on with its incident. Default: 5m.'),
}).describe('Alerts that come in by POST /v1/alertmanager.')

export const alertMappingOf = (yaml: z.infer<typeof alertmanagerSchema> | undefined): AlertMapping => ({
  serviceLabels: yaml?.service_label ?? ['service', 'sloth_service'],
  sloLabels: yaml?.slo_label ?? ['slo', 'sloth_slo'],
  mergeGapMs: yaml?.merge_gap === undefined ? MERGE_GAP_MS : millis(yaml.merge_gap),
})
