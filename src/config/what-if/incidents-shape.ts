import type { z } from 'zod'
import { duration, listOf, mapping, name, pause, share } from '../reading/fields.ts'

const incident = mapping({
  after: pause.optional().describe('How long after the beginning it starts. At once where it is left out.'),
  for: duration.describe('How long it lasts.'),
  share: share(50)
    .optional()
    .describe('Percentage of the requests that fail or are slow. All where it is left out.'),
  slos: listOf(name)
    .min(1)
    .optional()
    .describe('SLOs that it hits. All of the service where it is left out.'),
})

export const incidentsShape = mapping({ incidents: listOf(incident).min(1) }).describe(
  'Incidents to simulate, one after the other or at once.',
)

export type IncidentYaml = z.infer<typeof incident>
