import type { PrometheusSource } from '../../adapters/prometheus/source.ts'
import { proposeSlos, type Proposals } from '../../core/budgets/proposals/propose-slos.ts'
import { readProposals, type ReadSlo } from '../../core/budgets/proposals/read-proposals.ts'
import { type Slo, sloKey } from '../../core/budgets/slo.ts'
import { counted } from '../../core/kernel/counted.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import { plain } from '../terminal/plain.ts'
import { type Progress, withProgress } from '../terminal/progress.ts'
import { SOURCE } from './connect.ts'
import type { InitFlags } from './flags.ts'
import type { Choice, Questions } from './questions.ts'
import { readLine, readTable } from './read-words.ts'
import type { Starter } from './starter.ts'

export interface ChooseDeps {
  readonly flags: InitFlags
  readonly questions: Questions | undefined
  readonly source: PrometheusSource
  readonly now: () => number
  readonly say: (line: string) => void
}

export type Chosen = Pick<Starter, 'services' | 'followed'>

/** Finds SLOs in Prometheus, says what each would have read, and lets somebody choose. */
export async function chooseSlos(deps: ChooseDeps): Promise<Chosen> {
  const { flags, source, now, say } = deps
  const at = now()
  const answer = await withProgress('looking for SLOs of Sloth and Pyrra', () =>
    source.discover(SOURCE, flags.serviceLabel ?? 'service', at),
  )
  if (answer?.kind === 'failed')
    say(plain(`Sloth’s and Pyrra’s SLOs could not be looked for: ${answer.detail}`))
  if (answer?.kind !== 'found') return chooseProposed(deps, at)
  for (const { slo, reason } of answer.refused)
    say(plain(`${slo} is recorded, and cannot be followed: ${reason}`))
  const wanted = answer.slos.filter(
    ({ service }) => flags.service === undefined || flags.service.includes(service),
  )
  return wanted.length === 0 ? chooseProposed(deps, at) : chooseRecorded(deps, wanted, at)
}

/** Whole services are followed, so whole services are chosen. */
async function chooseRecorded(deps: ChooseDeps, slos: readonly Slo[], at: number): Promise<Chosen> {
  const { say, flags, questions } = deps
  say(`Recording rules of Sloth or Pyrra describe ${counted(slos.length, 'SLO')}:`)
  const read = await readAll(deps, slos, false, at)
  readTable(read).forEach(say)
  const byService = Map.groupBy(read, ({ slo }) => slo.service)
  const choices = [...byService].map(([service, own]): Choice => ({
    value: service,
    label: `${service}: ${counted(own.length, 'SLO')}`,
  }))
  const names = [...byService.keys()]
  const kept =
    flags.keep !== undefined
      ? known(
          flags.keep.map((key) => key.replace(/\/.*$/, '')),
          names,
        )
      : ((await questions?.pick('Which services are followed?', choices, names)) ?? names)
  return { services: [], followed: names.filter((name) => kept.includes(name)) }
}

async function chooseProposed(deps: ChooseDeps, at: number): Promise<Chosen> {
  const { flags, questions, say } = deps
  const { services, remarks, left } = await proposals(deps, at)
  const slos = services.flatMap((service) => service.slos)
  const only = flags.service === undefined ? '' : ` of ${flags.service.join(', ')}`
  if (slos.length > 0) {
    say(
      `Prometheus describes no SLOs${only}. From its metrics ${slos.length === 1 ? 'this one' : 'these'} could be made:`,
    )
  }
  const read = await readAll(deps, slos, true, at)
  if (read.length > 0) readTable(read).forEach(say)
  for (const remark of remarks) say(plain(`Note: ${remark}.`))
  if (left.length > 0)
    say(plain(`Not looked at: ${shortList(left)}. Name them with --service, or look at more with --most.`))
  if (read.length === 0)
    throw new OperatorError(
      'nothing was found that counts requests by their outcome or time',
      'name the label of the service with --service-label, or write slos/ by hand; docs/slis.md says how',
    )
  say('Each objective is the strictest of which the past would have left a quarter of the budget.')
  const keys = read.map(({ slo }) => sloKey(slo))
  const measured = read.filter(({ reading }) => reading.kind === 'measured').map(({ slo }) => sloKey(slo))
  const choices = read.map((one): Choice => ({
    value: sloKey(one.slo),
    label: sloKey(one.slo),
    hint: `${one.slo.objective.percent}%: ${readLine(one)}`,
  }))
  const kept =
    flags.keep !== undefined
      ? known(flags.keep, keys)
      : ((await questions?.pick('Which of them do you keep?', choices, measured)) ?? measured)
  if (kept.length === 0)
    throw new OperatorError(
      'none of these SLOs has a reading, so none was kept',
      'name those to keep all the same with --keep',
    )
  const keptOf = (service: string): readonly ReadSlo[] =>
    read.filter(({ slo }) => slo.service === service && kept.includes(sloKey(slo)))
  return {
    followed: [],
    services: services
      .map(({ name, title }) => ({
        name,
        title,
        slos: keptOf(name).map((one) => ({ slo: one.slo, read: readLine(one) })),
      }))
      .filter((service) => service.slos.length > 0),
  }
}

async function proposals({ flags, source }: ChooseDeps, at: number): Promise<Proposals> {
  const inventory = source.inventory(SOURCE)
  if (inventory === undefined) throw new Error(`${SOURCE} is no source`)
  const { serviceLabel, service = [], most } = flags
  const wanted = {
    source: SOURCE,
    services: service,
    mostServices: most,
    ...(serviceLabel !== undefined && { serviceLabel }),
  }
  const found = await withProgress('looking at the metrics', () => proposeSlos(inventory, wanted, at))
  if (!('kind' in found)) return found
  throw new OperatorError(
    plain(`Prometheus did not name its metrics: ${found.detail}`),
    'see whether this address is for queries, or give it longer with --timeout',
  )
}

const readAll = (
  { source }: ChooseDeps,
  slos: readonly Slo[],
  isProposed: boolean,
  at: number,
): Promise<readonly ReadSlo[]> =>
  withProgress('reading their last days', (progress: Progress) =>
    readProposals(source, slos, isProposed, at, undefined, (count) =>
      progress.at('reading their last days', count, slos.length),
    ),
  )

function known(asked: readonly string[], all: readonly string[]): readonly string[] {
  const unknown = asked.find((one) => !all.includes(one))
  if (unknown === undefined) return asked
  throw new OperatorError(
    plain(`--keep: ${unknown} is none of them${suggestion(unknown, [...all])}`),
    plain(`there are ${shortList(all)}`),
  )
}

const MOST_NAMED = 10

const shortList = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`
