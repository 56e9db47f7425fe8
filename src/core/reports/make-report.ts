import { type Money, sumsOf } from '../cost/money.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { PictureName } from '../kernel/picture-name.ts'
import { governed } from '../policy/catalog.ts'
import { DEPLOYMENT_STATES } from '../rollouts/deployment.ts'
import { figuresOfPeriod, type FiguresOptions } from './figures-of-period.ts'
import { outcomesOf } from './outcomes-of-period.ts'
import { levelsDuring } from './levels-during.ts'
import { outlookThen } from './outlook-then.ts'
import type { PeriodFigures } from './period-figures.ts'
import { adviceFor } from './recommend.ts'
import type { FleetFigures, Report, ReportKind, ServiceReport, SloFigures } from './report.ts'
import type { ReportPeriod } from './report-period.ts'
import type { ReportWorld } from './report-world.ts'
import { actionFigures } from './service-actions.ts'
import { sloFigures } from './slo-figures.ts'
import {
  approvalFigures,
  deploymentFigures,
  freezesIn,
  type Granted,
  grantedIn,
  incidentFigures,
  incidentsIn,
  sum,
  sumOfKnown,
  wayFigures,
} from './what-happened.ts'

/** Everything that there is to say of a period. */
export async function makeReport(
  world: ReportWorld,
  kind: ReportKind,
  period: ReportPeriod,
  options: FiguresOptions = {},
): Promise<Report> {
  const { store } = world
  const now = world.clock.now()
  const at = Math.min(period.until, now)
  const span = { from: period.from, until: at }
  const measured = await figuresOfPeriod(world, period, options)
  const granted = await grantedIn(world, span)
  const transitions = Map.groupBy(
    await store.statuses.transitionsDuring(span.from, span.until),
    ({ service }) => service,
  )
  const services: ServiceReport[] = []
  for (const [name, figures] of Map.groupBy(measured, ({ service }) => service)) {
    const policy = governed(world.catalog(), name)?.policy
    services.push({
      ...(await serviceReport(world, figures, granted.get(name) ?? [], span)),
      ...levelsDuring(policy, transitions.get(name) ?? [], span),
    })
  }
  const asked = [...granted].flatMap(([name, some]) =>
    options.service === undefined || options.service === name ? some : [],
  )
  return {
    kind,
    period: { ...period, isOver: period.until <= now },
    at,
    timeZone: world.timeZone(),
    service: options.service ?? null,
    fleet: fleetFigures(services, asked),
    services: services.toSorted(worstFirst),
    outcomes: kind === 'quarterly' ? await outcomesOf(world, period, options.service) : null,
    picture: pictureOf(services, options.service, span),
  }
}

async function serviceReport(
  world: ReportWorld,
  measured: readonly PeriodFigures[],
  granted: readonly Granted[],
  span: { readonly from: number; readonly until: number },
): Promise<Omit<ServiceReport, 'level' | 'levels'>> {
  const [{ service, serviceTitle: title } = { service: '', serviceTitle: '' }] = measured
  const slos: SloFigures[] = []
  for (const figures of measured) slos.push(await sloFigures(world.store.readings, figures, span.until))
  slos.sort((a, b) => leftOf(a) - leftOf(b) || a.slo.localeCompare(b.slo, 'en'))
  const [worst] = slos
  const list = await incidentsIn(world, service, span)
  return {
    service,
    title,
    slos,
    advice:
      worst === undefined || worst.figures.kind === 'missing'
        ? null
        : adviceFor(worst.slo, worst.figures.remainingRatio),
    incidents: { ...incidentFigures(list, span.until), list },
    ways: wayFigures(granted),
    deployments: await deploymentFigures(world, service, span),
    approvals: approvalFigures(granted),
    freezes: await freezesIn(world, service, span),
    actions: await actionFigures(world, service, span),
    outlook: await outlookThen(world, service, slos, span.until),
    lost: dearest(measured.map(({ lost }) => lost)),
    picture: burnDownOf(service, worst?.slo, span),
  }
}

/** Those without a figure come last. */
const leftOf = ({ figures }: SloFigures): number =>
  figures.kind === 'missing' ? Number.MAX_VALUE : figures.remainingRatio

const leftOfWorst = ({ slos: [worst] }: ServiceReport): number =>
  worst === undefined ? Number.MAX_VALUE : leftOf(worst)

const worstFirst = (a: ServiceReport, b: ServiceReport): number =>
  leftOfWorst(a) - leftOfWorst(b) || a.title.localeCompare(b.title, 'en')

function fleetFigures(services: readonly ServiceReport[], granted: readonly Granted[]): FleetFigures {
  const slos = services.flatMap((one) => one.slos)
  const isMet = ({ figures }: SloFigures): boolean | null =>
    figures.kind === 'missing' ? null : figures.isMet
  const count = (met: boolean | null): number => slos.filter((slo) => isMet(slo) === met).length
  const byState = Object.fromEntries(
    DEPLOYMENT_STATES.map((state) => [
      state,
      sum(services.map(({ deployments }) => deployments.byState[state])),
    ]),
  ) as FleetFigures['deployments']['byState']
  return {
    slos: { meeting: count(true), violating: count(false), unknown: count(null) },
    incidents: {
      count: sum(services.map(({ incidents }) => incidents.count)),
      lastedMs: sum(services.map(({ incidents }) => incidents.lastedMs)),
      costRatio: sumOfKnown(services.map(({ incidents }) => incidents.costRatio)),
    },
    ways: wayFigures(granted),
    deployments: {
      count: sum(services.map(({ deployments }) => deployments.count)),
      byState,
      costRatio: sumOfKnown(services.map(({ deployments }) => deployments.costRatio)),
    },
    approvals: approvalFigures(granted),
    freezes: {
      count: sum(services.map(({ freezes }) => freezes.count)),
      ms: sum(services.map(({ freezes }) => freezes.ms)),
    },
    lost: sumsOf(services.map(({ lost }) => lost)),
  }
}

/** SLOs of one service count the same failures: none is added to another. */
const dearest = (all: readonly (Money | null)[]): Money | null =>
  all.filter((money) => money !== null).toSorted((a, b) => b.amount - a.amount)[0] ?? null

/** A picture of more services than these is no picture any more. */
const MOST_PICTURED = 30

interface Span {
  readonly from: number
  readonly until: number
}

const daysOf = ({ from, until }: Span): number => Math.max(1, Math.ceil((until - from) / DAY_MS))

/** Drawn for the last moment of the period: at its end another day begins. */
const burnDownOf = (service: string, slo: string | undefined, span: Span): ServiceReport['picture'] =>
  slo === undefined ? null : { kind: 'burn-down', service, slo, at: span.until - 1, days: daysOf(span) }

function pictureOf(
  services: readonly ServiceReport[],
  only: string | undefined,
  span: Span,
): PictureName | null {
  if (services.length === 0) return null
  if (only !== undefined) return services[0]?.picture ?? null
  return { kind: 'fleet', at: span.until - 1, days: daysOf(span), most: MOST_PICTURED }
}
