import type { App, BlockAction } from '@slack/bolt'

import { governed } from '../../../core/policy/catalog.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import { type Way, WAYS } from '../../../core/policy/way.ts'
import { ANY_FORM_CHOICE, MODAL } from '../action-ids.ts'
import { namesOf } from '../names.ts'
import type { Desk } from '../desk.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { choicesIn, formTitle, requestForm, textsIn } from './request-form.ts'
import type { FormChoices } from './request-form.ts'
import { afterRequest, requestIn } from './request-submission.ts'
import { onSubmit } from './submission.ts'
import type { ViewState } from './view-values.ts'

/** The request form: drawn again after each choice, and taken when it is sent in. */
export function listenToRequestForm(app: App, desk: Desk): void {
  app.action<BlockAction>(ANY_FORM_CHOICE, async ({ ack, body }) => {
    await ack()
    const { view } = body
    if (view === undefined) return
    const state = view.state.values as ViewState
    const choices = choicesIn(state)
    try {
      const way = wayOf(view.callback_id)
      const decision = await formDecision(desk.useCases, choices, way)
      const { requests, catalog } = desk.useCases
      const service = choices.service === '' ? null : choices.service
      const refusal = await requests.mayOpen(way, service, body.user.id)
      const form = requestForm(catalog(), choices, textsIn(state), decision, way, refusal)
      await desk.updateModal({ id: view.id, hash: view.hash }, form)
    } catch (error) {
      // The form stays as it is; the requester can fill in what is missing later.
      desk.failed('request form', error)
    }
  })

  for (const way of [null, ...WAYS]) {
    const title = formTitle(way)
    onSubmit(app, desk, MODAL[way ?? 'request'], title, async ({ state, userId }) => {
      const outcome = await desk.useCases.requests.open(requestIn(state, userId, way))
      return afterRequest(outcome, Object.keys(state), namesOf(desk.useCases), title)
    })
  }
}

/** The way that a form is for; null for the ordinary one. */
const wayOf = (callbackId: string): Way | null => WAYS.find((way) => MODAL[way] === callbackId) ?? null

/** What the policy says about the choices so far; null until there is something to decide. */
export function formDecision(
  useCases: Pick<UseCases, 'catalog' | 'requests'>,
  choices: FormChoices,
  way: Way | null = null,
): Promise<Decision | null> {
  const { service, change, risk } = choices
  const policy = governed(useCases.catalog(), service)?.policy
  if (policy?.changes.has(change) !== true) return Promise.resolve(null)
  return useCases.requests.preview(service, change, risk === '' ? null : risk, way ?? undefined)
}
