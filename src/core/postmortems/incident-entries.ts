import { counted } from '../kernel/counted.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Episode, Incident } from '../incidents/incident.ts'
import type { TimelineEntry } from './draft.ts'

/** Of the times that an alert fired the first so many are told, and the last. */
const EPISODES_TOLD = 10

const DETECTED: Readonly<Record<string, string>> = {
  alertmanager: 'an alert of Alertmanager',
  'burn-alert': 'a burn alert',
}

/** The beginning of an incident, when it was noticed, its end, and the times that its alert fired. `most`: so many episodes were read. */
export function incidentEntries(
  { startedAt, openedAt, endedAt, enteredBy }: Incident,
  episodes: readonly Episode[],
  most: number,
): readonly TimelineEntry[] {
  const detected = DETECTED[enteredBy]
  const lateMs = openedAt - startedAt
  const late = lateMs >= MINUTE_MS ? `, ${minutes(lateMs)} after it began` : ''
  const noticed =
    detected === undefined ? `A person put it on record${late}` : `Noticed by ${detected}${late}`
  return [
    line(startedAt, 'incident', 'It began'),
    line(openedAt, 'incident', noticed),
    ...(endedAt === null
      ? []
      : [line(endedAt, 'incident', `It was over after ${minutes(endedAt - startedAt)}`)]),
    ...episodeEntries(episodes, most),
  ]
}

function episodeEntries(episodes: readonly Episode[], most: number): readonly TimelineEntry[] {
  const shown =
    episodes.length <= EPISODES_TOLD + 1
      ? episodes
      : [...episodes.slice(0, EPISODES_TOLD), ...episodes.slice(-1)]
  const left = episodes.length - shown.length
  const lines = shown.map(({ startedAt, endedAt }) =>
    line(
      startedAt,
      'alert',
      endedAt === null ? 'Its alert fired' : `Its alert fired for ${minutes(endedAt - startedAt)}`,
    ),
  )
  const before = shown[EPISODES_TOLD - 1]
  if (left === 0 || before === undefined) return lines
  const more = `Its alert fired ${counted(left, 'time')}${episodes.length >= most ? ' or more' : ''} between the one before and the last`
  return [...lines, line(before.startedAt, 'alert', more)]
}

const line = (at: number, kind: TimelineEntry['kind'], text: string): TimelineEntry => ({
  at,
  kind,
  role: null,
  text,
})

/** `12 minutes`; `less than a minute`. */
const minutes = (ms: number): string =>
  ms < MINUTE_MS ? 'less than a minute' : counted(Math.round(ms / MINUTE_MS), 'minute')
