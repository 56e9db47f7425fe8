import type { ActionsBlock, Button, KnownBlock, PlainTextOption, StaticSelect } from '@slack/types'

import { percentText } from '../../../core/budgets/percent.ts'
import { counted } from '../../../core/kernel/counted.ts'
import { isBurning, isFrozen } from '../../../core/status/matching-services.ts'
import type { ServiceReport } from '../../../core/status/status-report.ts'
import { ACTION } from '../action-ids.ts'
import type { Answer } from '../answer.ts'
import { escapedLine } from '../escape.ts'
import { slackTime } from '../slack-time.ts'
import { clipped, fitsMessage, MAX_BUTTON_TEXT, MAX_SECTION_TEXT } from './limits.ts'
import { context, plainText, section } from './parts.ts'
import { splitText } from './split-text.ts'
import { chosenText, placeButton, placeText, type StatusPlace } from './status-place.ts'
import { onOneLine } from './unbroken.ts'

/** What a phone shows without much scrolling. */
const MOST_ON_PAGE = 20
/** On a phone a longer one would take a second line. */
const LONGEST_TITLE = 30

export interface StatusList {
  readonly at: string
  /** Those that are asked for, the worst first. */
  readonly services: readonly ServiceReport[]
  /** All that there are. */
  readonly all: readonly ServiceReport[]
  readonly place: StatusPlace
  /** Ratios that the shown percentage of a service must not cross. */
  readonly boundariesOf: (service: string) => readonly number[]
}

/** `/budget status` of many services: a line each below its level, the worst first, a page at a time. */
export function statusList({ at, services, all, place, boundariesOf }: StatusList): Answer {
  const { only } = place
  const ordered = byLevel(services)
  const pages = Math.max(1, Math.ceil(ordered.length / MOST_ON_PAGE))
  const page = Math.min(Math.max(1, place.page), pages)
  const before = (page - 1) * MOST_ON_PAGE
  const shown = ordered.slice(before, before + MOST_ON_PAGE)
  const command = only === '' ? '/budget status' : `/budget status ${only}`
  const where =
    pages < 2
      ? ''
      : `${before + 1} to ${before + shown.length} of ${ordered.length}, page ${page} of ${pages}`
  const more = page < pages ? `more: \`${escapedLine(command)} ${page + 1}\`` : ''
  const back = page > 1 ? `back: \`${escapedLine(command)}${page === 2 ? '' : ` ${page - 1}`}\`` : ''
  const summary = `${countText(services, all, only)}${services.length === 0 ? '' : `: ${levelCounts(services).join(', ')}`}`
  const steps = [
    ...(page > 1 ? [placeButton(ACTION.statusPrevious, '← Previous', { only, page: page - 1 })] : []),
    ...(page < pages ? [placeButton(ACTION.statusNext, 'Next →', { only, page: page + 1 })] : []),
    ...(only === '' ? [] : [placeButton(ACTION.statusAll, 'Show all', { only: '', page: 1 })]),
  ]
  const blocks: KnownBlock[] = [
    section(
      `*${countText(services, all, only)}*${services.length === 0 ? '' : `: ${levelCounts(services).map(onOneLine).join(', ')}`}`,
    ),
    ...serviceGroups(shown, boundariesOf),
    context([where, more, back, `As of ${slackTime(at)}`].filter((part) => part !== '').join(' · ')),
    ...row(steps),
  ]
  const selects = row([...detailsSelect(shown, { only, page }), ...filterSelect(all)])
  return {
    text: [summary, where, more].filter((part) => part !== '').join(' · '),
    blocks: fitsMessage([...blocks, ...selects]) ? [...blocks, ...selects] : blocks,
  }
}

const levelKey = ({ emoji, level }: ServiceReport): string => `${emoji} ${level}`

const countText = (
  services: readonly ServiceReport[],
  all: readonly ServiceReport[],
  only: string,
): string =>
  only === ''
    ? counted(all.length, 'service')
    : `${services.length} of ${counted(all.length, 'service')}, ${escapedLine(only)}`

/** `3 EMERGENCY`, `17 WARNING`, in the order of the list. */
const levelCounts = (services: readonly ServiceReport[]): readonly string[] =>
  [...Map.groupBy(services, levelKey).values()].map(
    (own) => `${own.length} ${escapedLine(own[0]?.level ?? '')}`,
  )

/** Services of one level stand together, in the order of their first ones. */
export const byLevel = (services: readonly ServiceReport[]): readonly ServiceReport[] =>
  [...Map.groupBy(services, levelKey).values()].flat()

/** A line for each service, below a head for each level. */
export function serviceGroups(
  shown: readonly ServiceReport[],
  boundariesOf: StatusList['boundariesOf'],
): readonly KnownBlock[] {
  const figures = shown.map(({ service, remainingRatio }) =>
    remainingRatio === null ? '–' : percentText(remainingRatio, boundariesOf(service)),
  )
  const width = Math.max(0, ...figures.map(({ length }) => length))
  const lineOf = new Map(
    shown.map((service, index) => [
      service,
      line(service, onOneLine((figures[index] ?? '').padStart(width))),
    ]),
  )
  return [...Map.groupBy(shown, levelKey)].flatMap(([key, own]) => {
    const { level = key, levelTitle = '', emoji = '' } = own[0] ?? {}
    const head = `${emoji} *${escapedLine(level)}*  ${escapedLine(clipped(levelTitle, LONGEST_TITLE))}`
    return splitText([head, ...own.map((one) => lineOf.get(one) ?? '')].join('\n'), MAX_SECTION_TEXT).map(
      section,
    )
  })
}

/** The figure stands first, so that all are below each other, and in code, where each digit is as wide. */
function line(service: ServiceReport, figure: string): string {
  const marks = [
    ...(service.enforcement === 'shadow' ? ['👻 in shadow'] : []),
    ...(isFrozen(service) ? [':ice_cube: frozen'] : []),
    ...(isBurning(service) ? [':fire: burning'] : []),
    ...(service.young === null ? [] : ['young']),
    ...(service.stale ? [':warning: stale'] : []),
  ]
  return [
    `\`${figure}\` ${escapedLine(clipped(service.title, LONGEST_TITLE))}`,
    ...marks.map(onOneLine),
  ].join(' · ')
}

/** The details of one service of this page. */
const detailsSelect = (shown: readonly ServiceReport[], from: StatusPlace): readonly StaticSelect[] =>
  shown.length === 0
    ? []
    : [
        select(
          ACTION.statusService,
          'Details of …',
          shown.map(({ service, title }) =>
            option(title === '' ? service : title, chosenText(service, from)),
          ),
        ),
      ]

function filterSelect(all: readonly ServiceReport[]): readonly StaticSelect[] {
  const levels = [...Map.groupBy(all, levelKey)].map(([key, own]) =>
    option(`${key} (${own.length})`, placeText({ only: own[0]?.level ?? '', page: 1 })),
  )
  const states = (
    [
      ['frozen', all.filter(isFrozen).length],
      ['burning', all.filter(isBurning).length],
      ['stale', all.filter(({ stale }) => stale).length],
    ] as const
  ).flatMap(([word, count]) =>
    count === 0 ? [] : [option(`${word} (${count})`, placeText({ only: word, page: 1 }))],
  )
  const options = [...levels, ...states]
  return options.length < 2
    ? []
    : [
        select(ACTION.statusOnly, 'Show only …', [
          option(`all (${all.length})`, placeText({ only: '', page: 1 })),
          ...options.slice(0, 90),
        ]),
      ]
}

const select = (action: string, placeholder: string, options: PlainTextOption[]): StaticSelect => ({
  type: 'static_select',
  action_id: action,
  placeholder: plainText(placeholder, 150),
  options,
})

const option = (text: string, value: string): PlainTextOption & { value: string } => ({
  text: plainText(text, MAX_BUTTON_TEXT),
  value: value.slice(0, 150),
})

const row = (elements: readonly (Button | StaticSelect)[]): readonly ActionsBlock[] =>
  elements.length === 0 ? [] : [{ type: 'actions', elements: [...elements] }]
