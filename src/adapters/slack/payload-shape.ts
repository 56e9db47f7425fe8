import { z } from 'zod'
import { ACTION, ANY_FORM_CHOICE } from './action-ids.ts'

const text = z.string()
const who = z.looseObject({ id: text })
const option = z.looseObject({ value: text })

const CHOICES: readonly string[] = [ACTION.homeShow, ACTION.homeService, ACTION.topAction]
const isChoice = (actionId: string): boolean => CHOICES.includes(actionId) || ANY_FORM_CHOICE.test(actionId)

/** A button may carry nothing; whatever else is pressed here is a choice among options. */
const action = z
  .looseObject({ action_id: text, type: text, value: text.optional(), selected_option: option.optional() })
  .refine(
    ({ action_id: id, type, selected_option: chosen }) =>
      chosen !== undefined || (type === 'button' && !isChoice(id)),
  )

const element = z.looseObject({
  value: text.nullish(),
  selected_option: option.nullish(),
  selected_user: text.nullish(),
  selected_date: text.nullish(),
  selected_options: z.array(option).optional(),
})

const state = z.looseObject({ values: z.record(text, z.record(text, element)) })

const view = z.looseObject({
  id: text,
  type: text,
  callback_id: text,
  private_metadata: text,
  state: state.optional(),
})

const CLICK = z.looseObject({
  type: z.literal('block_actions'),
  user: who,
  trigger_id: text,
  response_url: text.optional(),
  container: z.looseObject({}),
  channel: who.nullish(),
  message: z.looseObject({ ts: text }).optional(),
  view: view.optional(),
  actions: z.array(action).min(1),
})

const FORM = z.looseObject({
  type: z.enum(['view_submission', 'view_closed']),
  user: who,
  trigger_id: text.optional(),
  view: view.extend({ state }),
})

const COMMAND = z.looseObject({
  command: text,
  text,
  user_id: text,
  channel_id: text,
  trigger_id: text.optional(),
  response_url: text.optional(),
})

const subteam = z.looseObject({ id: text })
const EVENTS: Readonly<Record<string, z.ZodType>> = {
  app_home_opened: z.looseObject({ user: text, tab: text, view: view.optional() }),
  subteam_created: z.looseObject({ subteam }),
  subteam_updated: z.looseObject({ subteam }),
  subteam_members_changed: z.looseObject({ subteam_id: text }),
}

/** Whether what our listeners read of a payload is there, in Slack's types. Payloads that nobody here listens to pass. */
export function isReadable(body: Readonly<Record<string, unknown>>): boolean {
  const { type, event } = body
  if ('event' in body) {
    const kind = z.looseObject({ type: text }).safeParse(event)
    return kind.success && (EVENTS[kind.data.type]?.safeParse(event).success ?? true)
  }
  if ('command' in body) return COMMAND.safeParse(body).success
  if ('actions' in body) return CLICK.safeParse(body).success
  return type === 'view_submission' || type === 'view_closed' ? FORM.safeParse(body).success : true
}
