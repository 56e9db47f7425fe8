import { type Objective, parseObjective } from '../../../core/budgets/objective.ts'
import { rolling } from '../../../core/budgets/slo-window.ts'
import { type Slo, sloKey } from '../../../core/budgets/slo.ts'
import { DAY_MS, formatDuration, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { eachSample } from './large-vector.ts'
import { PYRRA_OBJECTIVE, PYRRA_WINDOW, SLOTH_INFO, SLOTH_OBJECTIVE, SLOTH_PERIOD } from './series-names.ts'

/** An SLO that recorded series describe and that is not followed. */
export interface Refusal {
  /** `service/slo`, or what the series call it. */
  readonly slo: string
  readonly reason: string
}

export interface Discovered {
  readonly slos: readonly Slo[]
  readonly refused: readonly Refusal[]
}

/** Finds every SLO that Sloth's or Pyrra's rules describe. */
export const DISCOVERY_QUERY = `{__name__=~"${[
  SLOTH_INFO,
  SLOTH_OBJECTIVE,
  SLOTH_PERIOD,
  PYRRA_OBJECTIVE,
  PYRRA_WINDOW,
].join('|')}"}`

/** What the series say of one SLO, which may be several things at once. */
interface Description {
  readonly by: 'sloth' | 'pyrra'
  readonly service: string
  readonly name: string
  readonly ids: Set<string>
  /** Percent, as text. */
  readonly objectives: Set<string>
  readonly windowsMs: Set<number>
}

/**
 * The SLOs in the answer to `DISCOVERY_QUERY`, by name. What the tools let pass is refused with its reason: an objective that
 * leaves no budget, no window, two SLOs under one name. Undefined when the answer is no vector.
 */
export function discovered(data: unknown, source: string, serviceLabel: string): Discovered | undefined {
  const found = new Map<string, Description>()
  const describe = (by: Description['by'], service: string, name: string): Description => {
    const key = `${by} ${sloKey({ service, name })}`
    const known = found.get(key)
    if (known !== undefined) return known
    const made = {
      by,
      service,
      name,
      ids: new Set<string>(),
      objectives: new Set<string>(),
      windowsMs: new Set<number>(),
    }
    found.set(key, made)
    return made
  }
  const isVector = eachSample(data, (labels, value) => {
    const { __name__: series, sloth_service: service, sloth_slo: name, slo } = labels
    if (series?.startsWith('pyrra_') === true) {
      if (slo === undefined) return
      const one = describe('pyrra', labels[serviceLabel] ?? slo, slo)
      if (series === PYRRA_OBJECTIVE) one.objectives.add(percentOf(value))
      else one.windowsMs.add(value * SECOND_MS)
      return
    }
    if (service === undefined || name === undefined) return
    const one = describe('sloth', service, name)
    one.ids.add(labels['sloth_id'] ?? '')
    // Its text is exact; the ratio went through a division.
    const written = labels['sloth_objective']
    if (series === SLOTH_INFO && written !== undefined) one.objectives.add(plain(written))
    if (series === SLOTH_OBJECTIVE) one.objectives.add(percentOf(value))
    if (series === SLOTH_PERIOD) one.windowsMs.add(value * DAY_MS)
  })
  if (!isVector) return undefined
  return sorted([...found.values()], source)
}

function sorted(descriptions: readonly Description[], source: string): Discovered {
  // Pyrra's series are told apart by the name of the SLO alone.
  const ofPyrra = Map.groupBy(
    descriptions.filter(({ by }) => by === 'pyrra'),
    ({ name }) => name,
  )
  const byKey = Map.groupBy(descriptions, sloKey)
  const slos: Slo[] = []
  const refused = new Map<string, Refusal>()
  for (const one of descriptions) {
    const namesakes = new Set([
      ...(byKey.get(sloKey(one)) ?? []),
      ...(one.by === 'pyrra' ? (ofPyrra.get(one.name) ?? []) : []),
    ])
    const slo = namesakes.size > 1 ? twice([...namesakes]) : sloOf(one, source)
    if (typeof slo === 'string') refused.set(`${sloKey(one)} ${slo}`, { slo: sloKey(one), reason: slo })
    else slos.push(slo)
  }
  const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return {
    slos: slos.sort((a, b) => inOrder(sloKey(a), sloKey(b))),
    refused: [...refused.values()].sort((a, b) => inOrder(a.slo, b.slo)),
  }
}

function twice(namesakes: readonly Description[]): string {
  const names = namesakes.map((one) => `${sloKey(one)} by ${one.by}`).sort()
  return `${names.length} SLOs are recorded under this name (${names.join(', ')}), and their series cannot be told apart`
}

/** As configured services and SLOs are called; people type these names. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
/** The longest lookback that burn rates are shown over. */
const SHORTEST_WINDOW_MS = 3 * DAY_MS

function sloOf({ by, service, name, ids, objectives, windowsMs }: Description, source: string): Slo | string {
  const wrong = [service, name].find((text) => !NAME.test(text))
  if (wrong !== undefined) return `"${wrong}" is no name of letters, digits, dots, - and _`
  if (ids.size > 1) return `it is recorded under several ids: ${[...ids].sort().join(', ')}`
  const objective = objectiveOf(objectives)
  if (typeof objective === 'string') return objective
  const [windowMs, ...others] = windowsMs
  if (windowMs === undefined || !(windowMs > 0))
    return `no series says its window (${by === 'sloth' ? SLOTH_PERIOD : PYRRA_WINDOW})`
  if (others.length > 0) return `it is recorded with several windows: ${texts(windowsMs)}`
  if (windowMs < SHORTEST_WINDOW_MS)
    return `its window is ${formatDuration(windowMs)}; it must be at least ${formatDuration(SHORTEST_WINDOW_MS)}`
  return {
    service,
    name,
    title: name,
    objective,
    window: rolling(windowMs),
    sli: { kind: 'recorded', source, by },
  }
}

function objectiveOf(objectives: ReadonlySet<string>): Objective | string {
  const [percent, ...others] = objectives
  if (percent === undefined) return 'no series says its objective'
  if (others.length > 0) return `it is recorded with several objectives: ${[...objectives].sort().join(', ')}`
  if (Number(percent) === 100) return 'its objective is 100 %, which leaves no error budget to spend'
  return parseObjective(percent) ?? `its objective ${percent} % is not above 0 and below 100`
}

/** `0.9990000000000001` → `99.9`: rules divide by 100, which ten digits after the point hide. */
const percentOf = (ratio: number): string => plain((ratio * 100).toFixed(10))

const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

const texts = (windowsMs: ReadonlySet<number>): string =>
  [...windowsMs]
    .sort((a, b) => a - b)
    .map(formatDuration)
    .join(', ')
