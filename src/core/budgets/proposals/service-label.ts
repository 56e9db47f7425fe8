import type { SeriesGroup } from './metrics-inventory.ts'

/** Labels that may name the service that answered, the one that says most first. Every scraped series has a job. */
export const SERVICE_LABELS = [
  'exported_service',
  'destination_service_name',
  'service',
  'service_name',
  'app',
  'job',
] as const

/** The first of these labels that every series of a metric has; undefined where none is on all of them. */
export const serviceLabelOf = (
  groups: readonly SeriesGroup[],
  labels: readonly string[],
): string | undefined =>
  groups.length === 0
    ? undefined
    : labels.find((label) => groups.every((group) => (group.labels[label] ?? '') !== ''))
