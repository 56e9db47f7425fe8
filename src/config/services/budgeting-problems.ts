import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { millis } from '../reading/fields.ts'
import type { Problem } from '../reading/problem.ts'
import type { SloYaml } from './service-shape.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

/** Pushed counts are kept by the hour for so long; slices need them so. */
const HOURS_KEPT_MS = 100 * DAY_MS

/** Where budgeting by slices, or least traffic, has no meaning for what is measured. */
export function budgetingProblems(
  file: YamlFile,
  path: Path,
  slo: SloYaml,
  windowMs: number,
): readonly Problem[] {
  const { sli, budgeting, min_events: minEvents } = slo
  const at = (keys: Path, message: string): readonly Problem[] => [file.problem([...path, ...keys], message)]
  const counted = minEvents === undefined ? null : uncountedEvents(sli)
  const problems = counted === null ? [] : at(['min_events'], counted)
  const kind = budgeting?.timeslices === undefined ? 'ratio_timeslices' : 'timeslices'
  const slice = budgeting?.[kind]?.slice
  if (slice === undefined) return problems
  const fault = uncut(sli)
  if (fault !== null) return [...problems, ...at(['budgeting'], fault)]
  const sliceFault = wrongSlice(slo, slice, windowMs)
  return sliceFault === null ? problems : [...problems, ...at(['budgeting', kind, 'slice'], sliceFault)]
}

function uncountedEvents({ ratio, remaining, composite }: SloYaml['sli']): string | null {
  if (composite !== undefined) return `${COMPOSITE} min_events`
  if (ratio === undefined && remaining === undefined) return null
  return `the SLI is ${ratio === undefined ? 'remaining' : 'ratio'}, in which no events are counted; leave min_events away`
}

const COMPOSITE = 'the SLI is composite, in which each part counts as its own SLO says; leave away'

function uncut({ remaining, batch, composite }: SloYaml['sli']): string | null {
  if (composite !== undefined) return `${COMPOSITE} budgeting`
  if (remaining !== undefined)
    return 'the SLI is remaining, a budget that something else has worked out already; leave budgeting away'
  if (batch !== undefined)
    return 'the SLI is batch: its runs are few, and each of them counts; leave budgeting away'
  return null
}

function wrongSlice({ sli }: SloYaml, slice: string, windowMs: number): string | null {
  const sliceMs = millis(slice)
  if (sli.pushed !== undefined) {
    if (sliceMs % HOUR_MS !== 0 || sliceMs > DAY_MS)
      return `found ${slice}; allowed for pushed counts, which are kept by the hour: whole hours up to 1d`
    return windowMs > HOURS_KEPT_MS
      ? `found a window beyond ${formatDuration(HOURS_KEPT_MS)}, for which pushed counts are kept by the hour; older ones cannot be cut into slices`
      : null
  }
  if (sliceMs < MINUTE_MS || sliceMs > DAY_MS) return `found ${slice}; allowed: from 1m to 1d`
  const every = (sli.quality ?? sli.freshness)?.every
  return every !== undefined && sliceMs < millis(every)
    ? `found ${slice}; allowed: at least every, ${every}, which is how often the gauge is looked at`
    : null
}
