import type { SlackUseCases } from '../adapters/slack/use-cases.ts'
import type { UseCases } from '../core/use-cases.ts'

export const slackShape = (commands: UseCases): SlackUseCases => ({
  catalog: commands.catalog,
  roleBook: commands.roleBook,
  status: commands.status,
  preview: commands.requests.preview,
  ways: {
    preview: (way, service, change, risk) => commands.requests.preview(service, change, risk, way),
    escalate: commands.requests.escalate,
  },
  openRequest: commands.requests.open,
  approve: commands.requests.approve,
  reject: commands.requests.reject,
  cancel: commands.requests.cancel,
  answer: commands.requests.answer,
  requests: commands.requests.list,
  request: commands.requests.byId,
  incidents: commands.incidents.since,
  addIncident: commands.incidents.enter,
  incident: commands.incidents,
  freezes: commands.freezes,
  rollouts: { ...commands.rollouts, tick: commands.requests.tick },
  calendar: commands.calendar,
  actions: commands.actions,
  setIncidentCommander: commands.freezes.setIncidentCommander,
  setWarRoom: commands.freezes.setWarRoom,
  handInNotes: commands.reviews.handInNotes,
})
