import type { AskedOutage } from '../../core/what-if/what-if-question.ts'
import { checkShape } from '../reading/check-shape.ts'
import { millis } from '../reading/fields.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import { incidentsShape } from './incidents-shape.ts'

/** Reads a file of incidents to simulate, in YAML or JSON. None unless all is right. */
export function readIncidents(file: YamlFile): {
  readonly outages: readonly AskedOutage[]
  readonly problems: readonly Problem[]
} {
  const { whole, problems } = checkShape(file, incidentsShape)
  const outages = (whole?.incidents ?? []).map(({ after, for: length, share, slos }) => ({
    startsInMs: millis(after, 0),
    durationMs: millis(length),
    badRatio: (share ?? 100) / 100,
    ...(slos !== undefined && { slos }),
  }))
  return { outages, problems }
}
