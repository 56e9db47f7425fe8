import { badMinutesPerYear, type Risk } from './risk.ts'

/** That somebody accepted a risk, or took it back. The newest one of a risk counts. */
export interface RiskAct {
  readonly catalog: string
  readonly risk: string
  readonly isAccepted: boolean
  /** Slack user id. */
  readonly by: string
  readonly at: number
  readonly why: string
  /** What the risk cost in a year by the figures of that time. */
  readonly badMinutesPerYear: number
}

/** Whether a risk is accepted, and who says so. */
export interface Standing {
  readonly isAccepted: boolean
  /** What a person decided last; null where nobody has, and the configuration counts. */
  readonly act: RiskAct | null
  /** Somebody accepted it when it cost less: the figures were changed since, and the acceptance no longer counts. */
  readonly isOutgrown: boolean
}

/** Far below what is shown, and above what arithmetic loses. */
const MORE = 1 + 1e-9

export function standingOf(risk: Risk, act: RiskAct | null): Standing {
  if (act === null) return { isAccepted: risk.isAccepted, act, isOutgrown: false }
  const isOutgrown = act.isAccepted && badMinutesPerYear(risk.figures) > act.badMinutesPerYear * MORE
  return { isAccepted: act.isAccepted && !isOutgrown, act, isOutgrown }
}

/** Those of a catalog, by the names of its risks. */
export function standingsOf(
  { name, risks }: { readonly name: string; readonly risks: readonly Risk[] },
  acts: readonly RiskAct[],
): ReadonlyMap<string, Standing> {
  const actOf = new Map(acts.filter(({ catalog }) => catalog === name).map((act) => [act.risk, act]))
  return new Map(risks.map((risk) => [risk.name, standingOf(risk, actOf.get(risk.name) ?? null)]))
}

export const acceptedAmong = (standings: ReadonlyMap<string, Standing>): ReadonlySet<string> =>
  new Set([...standings].filter(([, { isAccepted }]) => isAccepted).map(([name]) => name))
