import type { PictureName } from '../../../core/kernel/picture-name.ts'
import { counted } from '../../../core/kernel/counted.ts'
import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { readSpan } from '../../../core/kernel/time/typed-span.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import type { Answer } from '../answer.ts'
import { section } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'
import { resolveAnyService } from './resolve-name.ts'
import type { Subcommand } from './subcommand.ts'
import type { Word } from './words.ts'

const MOST_DAYS = 400
/** A picture of more services than these is no picture any more. */
const MOST_SERVICES = 30
/** For all services; for one its SLO's window counts. */
const USUAL_DAYS = 30
/** Phones make a dash of two hyphens. */
const BURN = /^(?:--|[–—])burn$/

/** What is asked of the past. Left out: every service, as long as its window, and the budget. */
export interface HistoryQuestion {
  readonly service?: string
  readonly days?: number
  readonly isBurn?: boolean
}

export const budgetHistory: Subcommand = {
  command: '/budget',
  name: 'history',
  usage: '[service] [30d] [--burn]',
  summary:
    'where the budget went, or with --burn how fast it went, as a picture; of all services their levels',
  run({ words, useCases, now }) {
    return Promise.resolve(historyAnswer(questionIn(words, useCases), useCases, now))
  },
}

/** What `/budget history` answers, for commands and buttons alike. */
export function historyAnswer(
  { service, days, isBurn = false }: HistoryQuestion,
  { catalog }: Pick<UseCases, 'catalog'>,
  now: number,
): Answer {
  const names = [...catalog().services.keys()]
  const one = service ?? (names.length === 1 ? names[0] : undefined)
  const span = { at: now, ...(days !== undefined && { days }) }
  const picture: PictureName =
    one === undefined
      ? { kind: 'fleet', at: now, days: Math.ceil(days ?? USUAL_DAYS), most: MOST_SERVICES }
      : { kind: isBurn ? 'burn-rates' : 'burn-down', service: one, ...span }
  const during = days === undefined ? '' : ` in the last ${lengthText(days)}`
  const what = one === undefined ? 'Levels of all services' : aboutOne(serviceTitle(catalog(), one), isBurn)
  const text = escapedLine(what + during)
  return { text, blocks: [section(`*${text}*`)], picture }
}

const aboutOne = (title: string, isBurn: boolean): string =>
  isBurn ? `How fast the budget of ${title} burnt` : `Where the budget of ${title} went`

const lengthText = (days: number): string =>
  days >= 1 ? counted(Math.round(days * 10) / 10, 'day') : counted(Math.round(days * 24), 'hour')

function questionIn(words: readonly Word[], useCases: Pick<UseCases, 'catalog'>): HistoryQuestion {
  const isBurn = words.some(({ text }) => BURN.test(text))
  const rest = words.filter(({ text }) => !BURN.test(text))
  const names = useCases.catalog().services
  const last = rest.at(-1)
  const spanMs = last === undefined || names.has(last.text) ? undefined : readSpan(last.text)
  const days = spanMs === undefined ? undefined : spanMs / DAY_MS
  if (days !== undefined && (days > MOST_DAYS || days < 1 / 24))
    throw new Misunderstood(`The past reaches from an hour to ${MOST_DAYS} days: \`30d\`, \`12h\`.`)
  const typed = days === undefined ? rest : rest.slice(0, -1)
  if (typed.length > 1)
    throw new Misunderstood('One service and one length of time: `/budget history checkout 30d`.')
  const service = resolveAnyService(typed[0]?.text, useCases)
  if (isBurn && service === undefined && names.size !== 1)
    throw new Misunderstood('Burn rates are those of one service: `/budget history checkout --burn`.')
  return {
    isBurn,
    ...(service !== undefined && { service }),
    ...(days !== undefined && { days }),
  }
}
