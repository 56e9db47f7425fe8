import { percentText, sharePercentText } from '../budgets/percent.ts'
import type { AuditKind, Json } from '../kernel/audit/audit-entry.ts'

type Data = { readonly [key: string]: Json }

/**
 * What an actor did, for people, as a sentence goes on behind their name: `approved the request`. Ids of people in it are as
 * they are on record.
 */
export function entryWords(kind: AuditKind, data: Data): string {
  const said = WORDS[kind]
  return typeof said === 'string' ? said : said(data)
}

const text = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

/** `: ` and the text, where there is some. */
const because = (value: Json | undefined): string => (text(value) === '' ? '' : `: ${text(value)}`)

const of = ({ change, revision }: Data): string =>
  text(change) === '' ? '' : ` of ${text(change)}${text(revision) === '' ? '' : ` at ${text(revision)}`}`

const stage = ({ stage: name }: Data): string => (text(name) === '' ? '' : ` (${text(name)})`)

const DECIDED: Readonly<Record<string, string>> = {
  approved: 'it may ship',
  'needs-approval': 'it needs approval',
  blocked: 'it is blocked',
}
const decided = ({ decision }: Data): string => DECIDED[text(decision)] ?? text(decision)

const WORDS: Readonly<Record<AuditKind, string | ((data: Data) => string)>> = {
  transition: ({ from, to, remaining, because: why }) =>
    `moved the level from ${text(from)} to ${text(to)}` +
    (typeof remaining === 'number' ? `, with ${percentText(remaining)} of the budget left` : '') +
    because(why),
  request_opened: (data) => `opened a request${of(data)}: ${decided(data)}`,
  request_in_shadow: (data) => `was told that nothing blocks in shadow${of(data)}`,
  request_decided: (data) => `decided the request again: ${decided(data)}`,
  request_cancelled: 'withdrew the request',
  request_expired: 'let the request expire: nobody had answered in time',
  request_voided: ({ because: why }) => `voided the request${because(why)}`,
  approval: 'approved the request',
  approvals_voided: 'voided the approvals of a text that was changed',
  rejection: ({ reason }) => `rejected the request${because(reason)}`,
  click_refused: ({ why }) => `was refused${because(why)}`,
  override: (data) => `overrode the policy${of(data)}`,
  escalation: ({ seat, to }) => `handed the seat of ${text(seat)} on to ${text(to)}`,
  approval_reminder: 'reminded the approvers',
  grant: (data) => `granted the deployment${of(data)}`,
  grant_used: ({ run, attempt }) =>
    `deployed on the grant${text(run) === '' ? '' : `, run ${text(run)}, attempt ${text(attempt)}`}`,
  grant_voided: 'voided the grant',
  grant_expired: 'let the grant expire unused',
  gate: (data) => `asked the gate${of(data)}: ${data['allowed'] === true ? 'allowed' : decided(data)}`,
  incident: ({ change, what, mergedInto }) =>
    text(mergedInto) !== ''
      ? `found it to be a part of ${text(mergedInto)}`
      : `${change === 'ended' ? 'ended' : change === 'reopened' ? 'opened again' : 'opened'} an incident${because(what)}`,
  incident_cost: ({ costRatio, slo }) =>
    typeof costRatio === 'number'
      ? `worked out what it cost: ${sharePercentText(costRatio)} of the budget${text(slo) === '' ? '' : ` of ${text(slo)}`}`
      : 'worked out what it cost: not known',
  incident_corrected: ({ before, after }) => `corrected its times, ${spanText(before)} to ${spanText(after)}`,
  incident_closed: 'closed the incident',
  incident_note: ({ text: note }) => `noted${because(note)}`,
  incident_risk: ({ risk, title }) =>
    text(risk) === '' ? 'took away which risk it was a case of' : `called it a case of ${text(title)}`,
  freeze_detail: ({ incidentCommander, warRoom }) =>
    text(warRoom) === ''
      ? `named the commander${because(incidentCommander)}`
      : `linked the war room${because(warRoom)}`,
  freeze_declared: ({ reason }) => `declared a freeze${because(reason)}`,
  freeze_lifted: ({ reason }) => `ended the freeze${because(reason)}`,
  freeze_window: ({ event, window }) => `saw the freeze ${text(window)} from the calendar: ${text(event)}`,
  correctness_incident: ({ what }) => `declared data to be wrong${because(what)}`,
  correctness_ended: 'ended the correctness incident',
  postmortem: ({ content }) => `filed a postmortem${because(content)}`,
  rollout_started: (data) => `started the rollout${stage(data)}`,
  rollout_advanced: (data) => `took the rollout further${stage(data)}`,
  rollout_signed_off: (data) => `signed off the next stage of the rollout${stage(data)}`,
  rollout_held: ({ reason }) => `held the rollout${because(reason)}`,
  rollout_resumed: 'resumed the rollout',
  rollout_rolled_back: 'rolled the deployment back',
  rollout_failed: 'reported that the deployment failed',
  rollout_finished: 'finished the rollout',
  outcome: ({ state, spentRatio }) =>
    `told what became of it: ${text(state).replace('_', ' ')}` +
    (typeof spentRatio === 'number' ? `, ${sharePercentText(spentRatio)} of the budget spent since` : ''),
  checklist: ({ item }) => `ticked ${text(item)} of the checklist`,
  deployment_planned: (data) => `planned a deployment${of(data)} for ${text(data['plannedFor'])}`,
  deployment_unplanned: (data) => `called off the planned deployment${of(data)}`,
  deployment_due: (data) => `let the planned deployment begin${of(data)}`,
  absence: ({ person, from, until }) => `noted that ${text(person)} is away, ${text(from)} to ${text(until)}`,
  stakeholders: ({ people }) => `named who watches deployments${because(listText(people))}`,
  action_started: ({ name }) => `asked for ${text(name)}`,
  action_done: ({ name, evidence }) => `finished ${text(name)}${because(evidence)}`,
  action_reassigned: ({ name }) => `handed ${text(name)} to somebody else`,
  action_overdue: ({ name }) => `found ${text(name)} to be overdue`,
  action_escalated: ({ name }) => `escalated ${text(name)}`,
  action_ended: ({ name }) => `let ${text(name)} end with its level`,
  top_action: ({ event }) => `changed the list of top actions${because(event)}`,
  configuration: 'took up the configuration',
  discovery: 'found SLOs in recorded series',
  review: 'called or followed a review',
  report: ({ report, period }) => `told the ${text(report)} report of ${text(period)}`,
  notice: ({ text: said }) => `said a notice of the policy${because(said)}`,
  notice_over: ({ notice }) => `saw the notice ${text(notice)} end`,
  notice_for_machines: ({ notice, text: said }) => `noted for machines${because(said ?? notice)}`,
  flag_rollback: ({ flag, from, state }) =>
    state === 'turning-off'
      ? `decided to switch the flag ${text(flag)} off (${text(from)})`
      : state === 'dry'
        ? `said that the flag ${text(flag)} would be switched off (${text(from)})`
        : `found the flag ${text(flag)} to be off already`,
  flag_changed: ({ flag, to, state }) =>
    `${FLAG_DEEDS[text(state)] ?? 'changed'} the flag ${text(flag)} (${text(to)})`,
  flag_restore: ({ flag }) => `asked for the flag ${text(flag)} to be put back`,
  flag_failed: ({ flag, error }) => `gave the flag ${text(flag)} up${because(error)}`,
  counts_pushed: 'pushed counts',
  data_stopped: ({ slo }) => `found that the data of ${text(slo)} has stopped`,
  data_back: ({ slo }) => `found that the data of ${text(slo)} is back`,
  burn_alert: ({ slo, severity }) => `raised a burn alert (${text(severity)}) of ${text(slo)}`,
  burn_alert_ended: ({ slo }) => `ended the burn alert of ${text(slo)}`,
  shadow_began: 'took it into shadow',
  shadow_ended: ({ scope }) => `ended shadow${because(scope)}`,
  risk_accepted: ({ title, why }) => `accepted the risk ${text(title)}${because(why)}`,
  risk_taken_back: ({ title, why }) => `no longer accepts the risk ${text(title)}${because(why)}`,
  pager_triggered: ({ pagers, summary }) =>
    `called for people through ${listText(pagers)}${because(summary)}`,
  pager_acknowledged: 'took what people were called for',
  pager_resolved: 'ended the call for people',
  page_sign_in: 'signed a browser in to look at the pages',
  audit_key: ({ key }) => `signs the audit log with the key ${text(key)} from here on`,
  audit_anchor: ({ seq }) => `anchored the audit log up to entry ${text(seq)}`,
  store_restored: ({ file, grants }) =>
    `put the store back from ${text(file)}, and made ${text(grants)} unused grants void`,
  audit_sealed: ({ count }) => `sealed ${text(count)} entries of the audit log, and removed them`,
  audit_broken: ({ problem }) => `found the audit log broken${because(problem)}`,
}

const FLAG_DEEDS: Readonly<Record<string, string>> = {
  off: 'switched off',
  restored: 'put back',
  left: 'left as somebody had set it',
}

const listText = (value: Json | undefined): string =>
  Array.isArray(value) ? value.map((one: Json) => text(one)).join(', ') : text(value)

/** `2026-03-02 10:00 – 2026-03-02 10:30 UTC` of the times of an incident. */
function spanText(times: Json | undefined): string {
  if (times === null || typeof times !== 'object' || Array.isArray(times)) return text(times)
  const { startedAt, endedAt } = times as Data
  const short = (time: Json | undefined): string => text(time).slice(0, 16).replace('T', ' ')
  return `${short(startedAt)} – ${short(endedAt) === '' ? 'now' : `${short(endedAt)} UTC`}`
}
