/** Names of buttons, inputs and modals, as they come back in Slack's payloads. Messages that were posted keep them. */
export const ACTION = {
  approve: 'request_approve',
  reject: 'request_reject',
  details: 'request_details',
  fillIn: 'request_fill_in',
  rolloutAdvance: 'rollout_advance',
  rolloutSignOff: 'rollout_sign_off',
  rolloutHold: 'rollout_hold',
  rolloutResume: 'rollout_resume',
  rolloutRollBack: 'rollout_roll_back',
  filePostmortem: 'postmortem_file',
  draftPostmortem: 'postmortem_draft',
  actionDone: 'action_done',
  actionReassign: 'action_reassign',
  actionProve: 'action_prove',
  incidentClose: 'incident_close',
  takePagerAlert: 'take_pager_alert',
  incidentCorrect: 'incident_correct',
  incidentNote: 'incident_note',
  endShadow: 'shadow_end',
  restoreFlags: 'flags_restore',
  restoreFlagsAnyway: 'flags_restore_anyway',
  riskAccept: 'risk_accept',
  riskTakeBack: 'risk_take_back',
  whatShips: 'level_what_ships',
  askException: 'level_ask_exception',
  appointCommander: 'level_appoint_commander',
  openWarRoom: 'level_open_war_room',
  topActions: 'level_top_actions',
  levelHistory: 'level_history',
  topAction: 'top_action',
  statusPrevious: 'status_previous',
  statusNext: 'status_next',
  statusAll: 'status_all',
  statusOnly: 'status_only',
  statusService: 'status_service',
  homeRequest: 'home_request',
  homeRefresh: 'home_refresh',
  homeBack: 'home_back',
  homeOn: 'home_on',
  homeShow: 'home_show',
  homeService: 'home_service',
} as const

/** Choices in the request form after which it is drawn again; all begin alike. */
export const FORM_CHOICE = {
  service: 'form_choice_service',
  change: 'form_choice_change',
  risk: 'form_choice_risk',
} as const
export const ANY_FORM_CHOICE = /^form_choice_/

/** The action id of every other input. */
export const VALUE = 'value'

export const MODAL = {
  request: 'deploy_request',
  exception: 'deploy_exception',
  override: 'deploy_override',
  'silver-bullet': 'deploy_silver_bullet',
  reject: 'request_reject_reason',
  fillIn: 'request_requirements',
  postmortem: 'postmortem_form',
  draftPostmortem: 'postmortem_draft_form',
  /** Shows something, and is only closed. */
  note: 'note',
  actionReassign: 'action_reassign_to',
  actionProve: 'action_proof',
  incidentCorrect: 'incident_correction',
  incidentNote: 'incident_note_text',
  endShadow: 'shadow_end_confirm',
  riskAccept: 'risk_accept_why',
  riskTakeBack: 'risk_take_back_why',
  appointCommander: 'level_commander',
  openWarRoom: 'level_war_room',
  topActions: 'top_actions',
} as const
