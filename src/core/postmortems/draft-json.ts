import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import type { DraftedIncident, PostmortemDraft } from './draft.ts'
import { QUESTIONS } from './questions.ts'

/** A draft for scripts: times ISO 8601, ratios from 0 to 1, what is not known null. */
export function draftJson(draft: PostmortemDraft) {
  const { at, timeZone, incident, cost, timeline, alongside, roles, actionItems, filedAt, picture } = draft
  return {
    at: isoTime(at),
    timeZone,
    incident: incidentJson(incident),
    cost,
    timeline: timeline.map((entry) => ({ ...entry, at: isoTime(entry.at) })),
    alongside: alongside.map(incidentJson),
    roles,
    questions: QUESTIONS.map(({ title }) => title),
    actionItems: actionItems.map(({ dueAt, ...item }) => ({ ...item, dueAt: isoTime(dueAt) })),
    filedAt: filedAt.map(isoTime),
    picture: picture && { ...picture, at: isoTime(picture.at) },
  }
}

const incidentJson = ({ startedAt, endedAt, ...incident }: DraftedIncident) => ({
  ...incident,
  startedAt: isoTime(startedAt),
  endedAt: isoOrNull(endedAt),
})
