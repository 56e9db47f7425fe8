import type { DeployHours, WeeklyWindow } from '../../core/policy/deploy-hours.ts'
import type {
  LevelNotification,
  OverrideRule,
  PolicyNotice,
  Seat,
  SilverBullets,
} from '../../core/policy/policy.ts'
import { conditionOf } from './condition-reader.ts'
import type {
  HoursYaml,
  NoticeYaml,
  NotifyYaml,
  OverrideYaml,
  SilverBulletsYaml,
  WindowYaml,
} from './policy-language-shape.ts'
import { WEEKDAYS } from './policy-language-shape.ts'

export const hoursOf = (yaml: HoursYaml | undefined): DeployHours => ({
  allowed: (yaml?.allowed ?? []).map(windowOf),
  preferred: (yaml?.preferred ?? []).map(windowOf),
})

const windowOf = ({ days = [...WEEKDAYS], from, to }: WindowYaml): WeeklyWindow => ({
  days: days.map(isoWeekday),
  from,
  to,
})

/** ISO 8601: Monday is 1. */
export const isoWeekday = (day: (typeof WEEKDAYS)[number]): number => WEEKDAYS.indexOf(day) + 1

export const notificationOf = (yaml: NotifyYaml | undefined): LevelNotification => ({
  roles: yaml?.roles ?? [],
  channels: yaml?.channels ?? [],
  by: yaml?.by ?? (yaml?.roles === undefined ? [] : ['dm']),
})

export const overrideOf = (yaml: OverrideYaml): OverrideRule => ({
  roles: yaml.roles,
  isDocumented: yaml.documentation !== 'optional',
})

export const silverBulletsOf = ({
  count,
  per,
  scope,
  approvals,
  levels,
}: SilverBulletsYaml): SilverBullets => ({
  count,
  per,
  scope: scope ?? 'service',
  seats: seatsOf(approvals),
  levels,
})

export const noticeOf = ({ name, when, text, webhook }: NoticeYaml): PolicyNotice => ({
  name,
  when: conditionOf(when),
  text,
  webhook: webhook ?? false,
})

export const seatsOf = (approvals: Readonly<Record<string, number>>): readonly Seat[] =>
  Object.entries(approvals).map(([role, count]) => ({ role, count }))
