import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { LevelBand } from '../../core/pictures/picture.ts'
import type { PolicyBands } from './facts.ts'
import { anyOf } from './queries.ts'

/** Colours by where they begin, the lowest first; the first has no beginning. */
export type Steps = readonly [first: string, ...others: readonly (readonly [from: number, colour: string])[]]

export const thresholds = (steps: Steps): ThresholdsConfigBuilder => {
  const { mode, steps: list } = thresholdsOf(steps)
  return new ThresholdsConfigBuilder().mode(mode).steps(list)
}

const thresholdsOf = ([first, ...others]: Steps): { mode: ThresholdsMode; steps: Threshold[] } => ({
  mode: ThresholdsMode.Absolute,
  steps: [{ value: null, color: first }, ...others.map(([value, color]) => ({ value, color }))],
})

/** The levels of a policy by the budget that is left, in percent. */
export function levelSteps(bands: readonly LevelBand[]): Steps {
  const [lowest, ...higher] = bands.toReversed()
  return [
    lowest === undefined ? 'text' : colourOf(lowest),
    ...higher.map((band) => [percentOf(band.aboveRatio ?? 0), colourOf(band)] as const),
  ]
}

/** Without the dust of binary fractions: 0.07 is 7 and not 7.000000000000001. */
const percentOf = (ratio: number): number => Number((100 * ratio).toPrecision(12))

/** Best green, freezes red, the worst of them dark; what lies between is yellow, then orange. */
function colourOf({ severity, freeze }: LevelBand): string {
  if (severity === 0) return 'green'
  if (freeze) return severity === 1 ? 'dark-red' : 'red'
  return severity < 0.5 ? 'yellow' : 'orange'
}

/** What a panel takes to show one field otherwise. */
interface Override {
  readonly regexp: string
  readonly properties: { readonly id: string; readonly value: unknown }[]
}

/** Services of other policies have the levels of those. A series is named by its service first. */
export const otherPolicies = ([, ...others]: readonly PolicyBands[]): readonly Override[] =>
  others.map(({ services, bands }) => ({
    regexp: `/^(${anyOf(services)})( |$)/`,
    properties: [{ id: 'thresholds', value: thresholdsOf(levelSteps(bands)) }],
  }))

/** Other thresholds for the fields of some services. */
export const stepsFor = (services: readonly string[], steps: Steps): Override => ({
  regexp: `/^(${anyOf(services)})( |$)/`,
  properties: [{ id: 'thresholds', value: thresholdsOf(steps) }],
})
