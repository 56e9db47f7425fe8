import { isRefusal } from './message-content.ts'
import type { MethodAnswer } from './method-answer.ts'
import { accepted, refusal, refusalWith } from './method-answer.ts'
import type { Method, MethodArguments, MethodContext } from './method.ts'
import { TIER } from './rate-limits.ts'
import { viewJson } from './slack-json.ts'

function openOrPush(args: MethodArguments, context: MethodContext, how: 'open' | 'push'): MethodAnswer {
  const { state, triggers, views } = context
  const triggerId = args.text('trigger_id') ?? ''
  if (triggerId === '') {
    return refusalWith('invalid_arguments', ['[ERROR] missing required field: trigger_id [json-pointer:]'])
  }
  const interaction = triggers.holder(triggerId, state.now())
  if ('error' in interaction) return refusal(interaction.error)
  const view = views[how](interaction.person, args.structure('view'))
  if (isRefusal(view)) return view
  triggers.useUp(triggerId)
  interaction.show({ kind: 'view', view })
  return accepted({ view: viewJson(view, state) })
}

function update(args: MethodArguments, { state, views }: MethodContext): MethodAnswer {
  const viewId = args.text('view_id')
  const externalId = args.text('external_id')
  if (viewId === undefined && externalId === undefined) {
    return refusalWith('invalid_arguments', ['[ERROR] missing required field: view_id [json-pointer:]'])
  }
  const known = viewId === undefined ? views.findExternal(externalId ?? '') : views.find(viewId)
  const view = views.update(known, args.structure('view'), args.text('hash'))
  return isRefusal(view) ? view : accepted({ view: viewJson(view, state) })
}

/** A home tab for one person. Whether there is such a person is looked at first, then whether the app has such tabs. */
function publish(args: MethodArguments, { state, views, hasHome }: MethodContext): MethodAnswer {
  const person = args.text('user_id') ?? ''
  const known = state.people.get(person)
  if (known === undefined || known.isBot === true)
    return refusalWith('invalid_arguments', ['invalid `user_id`'])
  if (!hasHome) return refusal('not_enabled')
  const view = views.publish(person, args.structure('view'), args.text('hash'))
  return isRefusal(view) ? view : accepted({ view: viewJson(view, state) })
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': {
    token: 'bot',
    scopes: [],
    rate: TIER[4],
    run: (args, context) => openOrPush(args, context, 'open'),
  },
  'views.push': {
    token: 'bot',
    scopes: [],
    rate: TIER[4],
    run: (args, context) => openOrPush(args, context, 'push'),
  },
  'views.update': { token: 'bot', scopes: [], rate: TIER[4], run: update },
  'views.publish': { token: 'bot', scopes: [], rate: TIER[4], run: publish },
}
