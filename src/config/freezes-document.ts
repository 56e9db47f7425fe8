import { Temporal } from 'temporal-polyfill'
import { suggestion } from '../names/nearest.ts'
import type { FreezeWindow } from '../policy/freeze-window.ts'
import { parseCron } from '../time/cron.ts'
import { DAY_MS } from '../time/duration.ts'
import type { Schedule, WeekDay, YearDay } from '../time/schedule.ts'
import { millis } from './fields.ts'
import { freezesSchema, type FreezeYaml } from './freezes-schema.ts'
import { namesIn, type Placed, placed } from './list-items.ts'
import { isoWeekday } from './policy-language.ts'
import { WEEKDAYS } from './policy-language-schema.ts'
import type { Problem } from './problem.ts'
import { secretProblems } from './secret-problems.ts'
import { checkShape } from './shape-problems.ts'
import type { YamlFile } from './yaml-file.ts'

/** What the freezes of the file may refer to. */
export interface FreezeSurroundings {
  readonly timeZone: string
  readonly services: readonly string[]
  /** Change types of any policy. */
  readonly changes: readonly string[]
}

export interface FreezesRead {
  /** Empty unless all is right. */
  readonly windows: readonly FreezeWindow[]
  readonly problems: readonly Problem[]
}

/** A freeze that recurs sooner than it ends would be one freeze without end. */
const LONGEST_CRON_MS = 31 * DAY_MS

/** Reads `freezes.yaml`. */
export function readFreezes(file: YamlFile, around: FreezeSurroundings): FreezesRead {
  const { whole, rest, problems: shape } = checkShape(file, freezesSchema)
  const freezes = placed(file, ['freezes'], rest?.freezes ?? [])
  const problems = [
    ...file.problems,
    ...secretProblems(file),
    ...shape,
    ...repeatedNames(file),
    ...freezes.flatMap((freeze) => freezeProblems(file, freeze, around)),
  ]
  if (whole === undefined || problems.some(({ severity }) => severity === 'error'))
    return { windows: [], problems }
  const zone = whole.time_zone ?? around.timeZone
  return { windows: whole.freezes.map((freeze) => windowOf(freeze, zone)), problems }
}

function repeatedNames(file: YamlFile): readonly Problem[] {
  const names = namesIn(file.valueOf(['freezes']))
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [file.problem(['freezes', index, 'name'], `another freeze is called ${name}; names are distinct`)]
      : [],
  )
}

function freezeProblems(
  file: YamlFile,
  { yaml, path }: Placed<FreezeYaml>,
  { services, changes }: FreezeSurroundings,
): readonly Problem[] {
  const unknown = (key: 'services' | 'changes', what: string, known: readonly string[]): Problem[] =>
    (yaml[key] ?? []).flatMap((name, index) =>
      known.includes(name)
        ? []
        : [file.problem([...path, key, index], `no ${what} is called ${name}${suggestion(name, known)}`)],
    )
  return [
    ...unknown('services', 'service', services),
    ...unknown('changes', 'change type', changes),
    ...dateProblems(file, { yaml, path }),
  ]
}

function dateProblems(file: YamlFile, { yaml, path }: Placed<FreezeYaml>): readonly Problem[] {
  const { once, yearly, weekly, cron } = yaml
  if (once !== undefined) {
    const bad = (['from', 'until'] as const).filter((key) => !isDate(once[key].slice(0, 10)))
    if (bad.length > 0) return bad.map((key) => file.problem([...path, 'once', key], 'there is no such day'))
    if (once.until <= once.from)
      return [file.problem([...path, 'once', 'until'], 'a freeze ends after it begins')]
  }
  if (yearly !== undefined) {
    // 2024 has a 29 February.
    const bad = (['from', 'until'] as const).filter((key) => !isDate(`2024-${yearly[key].slice(0, 5)}`))
    if (bad.length > 0)
      return bad.map((key) => file.problem([...path, 'yearly', key], 'no year has such a day'))
    if (yearly.from === yearly.until)
      return [file.problem([...path, 'yearly', 'until'], 'a freeze without end is no scheduled one')]
  }
  if (weekly?.from !== undefined && weekly.from === weekly.until)
    return [file.problem([...path, 'weekly', 'until'], 'a freeze without end is no scheduled one')]
  if (cron !== undefined && millis(cron.lasts) > LONGEST_CRON_MS)
    return [file.problem([...path, 'cron', 'lasts'], 'longer than 31d; write it as once or yearly')]
  return []
}

function isDate(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

const windowOf = (yaml: FreezeYaml, timeZone: string): FreezeWindow => ({
  name: yaml.name,
  reason: yaml.reason,
  schedule: scheduleOf(yaml),
  timeZone: yaml.time_zone ?? timeZone,
  services: yaml.services ?? null,
  changes: yaml.changes ?? null,
})

function scheduleOf({ once, yearly, weekly, cron }: FreezeYaml): Schedule {
  if (once !== undefined) return { kind: 'once', ...once }
  if (yearly !== undefined)
    return { kind: 'yearly', from: yearDayOf(yearly.from), until: yearDayOf(yearly.until) }
  if (weekly !== undefined)
    return { kind: 'weekly', from: weekDayOf(weekly.from), until: weekDayOf(weekly.until) }
  const parsed = parseCron(cron?.start ?? '')
  if (cron === undefined || parsed === undefined)
    throw new Error('a freeze without a schedule passed the schema')
  return { kind: 'cron', cron: parsed, lastsMs: millis(cron.lasts) }
}

const yearDayOf = (text: string): YearDay => ({
  month: Number(text.slice(0, 2)),
  day: Number(text.slice(3, 5)),
  time: text.slice(6),
})

function weekDayOf(text: string): WeekDay {
  const [day, time = ''] = text.split(' ')
  const weekday = WEEKDAYS.find((name) => name === day)
  if (weekday === undefined) throw new Error(`${text} passed the schema and has no weekday`)
  return { weekday: isoWeekday(weekday), time }
}
