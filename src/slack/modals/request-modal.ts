import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt'

import { governed } from '../../policy/catalog.ts'
import type { Decision } from '../../policy/decision.ts'
import { ANY_FORM_CHOICE, MODAL } from '../action-ids.ts'
import { namesOf } from '../names.ts'
import type { Desk } from '../desk.ts'
import type { SlackUseCases } from '../use-cases.ts'
import { choicesIn, requestForm, textsIn } from './request-form.ts'
import type { FormChoices } from './request-form.ts'
import { afterRequest, requestIn } from './request-submission.ts'
import { settleSubmission } from './submission.ts'
import type { ViewState } from './view-values.ts'

/** The request form: drawn anew after each choice, and taken when it is sent in. */
export function listenToRequestForm(app: App, desk: Desk): void {
  app.action<BlockAction>(ANY_FORM_CHOICE, async ({ ack, body }) => {
    await ack()
    const { view } = body
    if (view === undefined) return
    const state = view.state.values as ViewState
    const choices = choicesIn(state)
    try {
      const decision = await formDecision(desk.useCases, choices)
      const form = requestForm(desk.useCases.catalog(), choices, textsIn(state), decision)
      await desk.updateModal({ id: view.id, hash: view.hash }, form)
    } catch (error) {
      // The form stays as it is; what is missing in it can be filled in later.
      desk.failed('request form', error)
    }
  })

  app.view<ViewSubmitAction>(MODAL.request, async ({ ack, body, view }) => {
    await settleSubmission(desk, { id: view.id, title: 'Deploy request' }, ack, async () => {
      const input = requestIn(view.state.values, body.user.id)
      const outcome = await desk.useCases.openRequest(input)
      return afterRequest(outcome, Object.keys(view.state.values), namesOf(desk.useCases))
    })
  })
}

/** What the policy says to the choices so far; null until there is something to decide. */
export function formDecision(useCases: SlackUseCases, choices: FormChoices): Promise<Decision | null> {
  const { service, change, risk } = choices
  const policy = governed(useCases.catalog(), service)?.policy
  if (policy?.changes.has(change) !== true) return Promise.resolve(null)
  return useCases.preview(service, change, risk === '' ? null : risk)
}
