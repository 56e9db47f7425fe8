import type { KnownBlock, PlainTextOption, StaticSelect } from '@slack/types'

import { boundariesOf } from '../../../core/policy/condition.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { isBurning, isFrozen } from '../../../core/status/matching-services.ts'
import { severityOf } from '../../../core/status/worst-first.ts'
import type { ServiceReport } from '../../../core/status/status-report.ts'
import { ACTION } from '../action-ids.ts'
import { clipped, MAX_OPTION_TEXT, MAX_OPTIONS } from '../blocks/limits.ts'
import { context, header, plainText, section } from '../blocks/parts.ts'
import { byLevel, serviceGroups } from '../blocks/status-list.ts'
import type { Names } from '../names.ts'
import type { HomeState, Shown } from './home-state.ts'

export const SERVICES_A_PAGE = 20
/** More services make a home too large to be published: the list offers the worst of them. */
const MOST_OFFERED = 500
const LONGEST_VALUE = 150
/** So that two of them fit into a label. */
const LONGEST_NAME = 30

/** Something about it is not as it should be. */
export const needsAttention = (service: ServiceReport, { catalog }: Names): boolean =>
  severityOf(service, catalog) > 0 || service.stale || isBurning(service) || isFrozen(service)

/** Every service, the worst first, a page at a time, with what narrows the list and what opens one of them. */
export function serviceBlocks(
  services: readonly ServiceReport[],
  { page: wanted, show, turn }: HomeState,
  names: Names,
): readonly KnownBlock[] {
  if (services.length === 0)
    return [header('Services'), section('No service is configured yet: `services/` in the configuration.')]
  const listed = byLevel(services.filter((service) => isListed(service, show, names)))
  const pages = Math.max(1, Math.ceil(listed.length / SERVICES_A_PAGE))
  const page = Math.min(wanted, pages)
  const first = (page - 1) * SERVICES_A_PAGE
  const shown = listed.slice(first, first + SERVICES_A_PAGE)
  const none = show === 'attention' ? ':sparkles: None needs attention.' : 'None is at this level now.'
  return [
    header('Services'),
    {
      type: 'actions',
      block_id: `home_services_${turn}`,
      elements: [
        ...(services.length > 1 ? [showSelect(services, show, names)] : []),
        serviceSelect(services),
      ],
    },
    ...(shown.length === 0 ? [section(none)] : serviceGroups(shown, boundariesIn(names))),
    ...(pages === 1 ? [] : pageBlocks(page, pages, first + 1, first + shown.length, listed.length)),
  ]
}

const isListed = (service: ServiceReport, show: Shown, names: Names): boolean =>
  show === 'all' || (show === 'attention' ? needsAttention(service, names) : show === levelShown(service))

const levelShown = ({ level }: ServiceReport): Shown => `level:${level}`

const boundariesIn =
  ({ catalog }: Names) =>
  (service: string): readonly number[] => {
    const policy = governed(catalog, service)?.policy
    return policy === undefined ? [0] : boundariesOf(policy)
  }

const option = (text: string, value: string): PlainTextOption => ({
  text: plainText(text, MAX_OPTION_TEXT),
  value,
})

function showSelect(services: readonly ServiceReport[], show: Shown, names: Names): StaticSelect {
  const attention = services.filter((service) => needsAttention(service, names)).length
  const levels = Map.groupBy(services, levelShown)
  const options = [
    option(`All ${services.length} services`, 'all'),
    option(`${attention} ${attention === 1 ? 'needs' : 'need'} attention`, 'attention'),
    ...[...levels].map(([value, own]) => option(`${own.length} at ${own[0]?.level ?? ''}`, value)),
    ...(show.startsWith('level:') && !levels.has(show) ? [option(`0 at ${show.slice(6)}`, show)] : []),
  ].filter(({ value }) => (value ?? '').length <= LONGEST_VALUE)
  const chosen = options.find(({ value }) => value === show)
  return {
    type: 'static_select',
    action_id: ACTION.homeShow,
    placeholder: plainText('Which services', MAX_OPTION_TEXT),
    options: options.slice(0, MAX_OPTIONS),
    ...(chosen !== undefined && { initial_option: chosen }),
  }
}

/** By title. Where two are alike, the name tells them apart. */
function serviceSelect(services: readonly ServiceReport[]): StaticSelect {
  const titles = Map.groupBy(services, ({ title }) => title)
  const options = services
    .slice(0, MOST_OFFERED)
    .filter(({ service }) => service.length <= LONGEST_VALUE)
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en') || (a.service < b.service ? -1 : 1))
    .map(({ service, title }) =>
      option((titles.get(title)?.length ?? 0) > 1 ? `${title} (${service})` : title, service),
    )
  const groups = Array.from({ length: Math.ceil(options.length / MAX_OPTIONS) }, (_, index) =>
    options.slice(index * MAX_OPTIONS, (index + 1) * MAX_OPTIONS),
  )
  return {
    type: 'static_select',
    action_id: ACTION.homeService,
    placeholder: plainText('Look at one service…', MAX_OPTION_TEXT),
    ...(groups.length < 2
      ? { options }
      : { option_groups: groups.map((group) => ({ label: groupLabel(group), options: group })) }),
  }
}

/** `Billing … Checkout`. */
function groupLabel(group: readonly PlainTextOption[]): ReturnType<typeof plainText> {
  const short = (one: PlainTextOption | undefined): string => clipped(one?.text.text ?? '', LONGEST_NAME)
  return plainText(`${short(group[0])} … ${short(group.at(-1))}`, MAX_OPTION_TEXT)
}

function pageBlocks(
  page: number,
  pages: number,
  from: number,
  to: number,
  of: number,
): readonly KnownBlock[] {
  const turnTo = (actionId: string, text: string, target: number, label: string) => ({
    type: 'button' as const,
    action_id: actionId,
    text: plainText(text, MAX_OPTION_TEXT),
    value: String(target),
    accessibility_label: label,
  })
  return [
    context(`${from} to ${to} of ${of}, the worst first`),
    {
      type: 'actions',
      block_id: 'home_pages',
      elements: [
        ...(page > 1
          ? [turnTo(ACTION.homeBack, '← Back', page - 1, `Page ${page - 1} of the services`)]
          : []),
        ...(page < pages
          ? [turnTo(ACTION.homeOn, 'More →', page + 1, `Page ${page + 1} of the services`)]
          : []),
      ],
    },
  ]
}
