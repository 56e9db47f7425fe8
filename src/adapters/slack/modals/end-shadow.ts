import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { ShadowScope } from '../../../core/policy/ended-shadow.ts'
import type { EndableShadow } from '../../../core/shadow/shadow-commands.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { context, section } from '../blocks/parts.ts'
import { bindingLine, sums } from '../blocks/shadow-report.ts'
import { onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { onSubmit } from './submission.ts'

const TITLE = 'Enforce the policy'
const MOST_SHOWN = 10

/** Enforce…: says what begins to bind, and asks once more. Who may is looked up at both clicks. */
export function listenToShadow(app: App, desk: Desk): void {
  const { shadow } = desk.useCases
  onButtonWithModal(app, desk, ACTION.endShadow, TITLE, async (value, userId) => {
    const scope = scopeOf(value)
    if (scope === undefined) return refusedModal(TITLE, 'This button is of an older version.')
    const found = await shadow.endable(scope, userId)
    return found.kind === 'refused' ? refusedModal(TITLE, found.message) : confirmation(value, found.thing)
  })
  onSubmit(app, desk, MODAL.endShadow, TITLE, async ({ metadata, userId }) => {
    const scope = scopeOf(metadata)
    if (scope === undefined) return { kind: 'close' }
    const outcome = await shadow.end(scope, userId)
    return {
      kind: 'view',
      view:
        outcome.kind === 'refused'
          ? refusedModal(TITLE, outcome.message)
          : noteModal(TITLE, [
              section(':lock: Shadow has ended: the policy binds from now on. The channel has been told.'),
            ]),
    }
  })
}

export function confirmation(value: string, { title, services, lines, facts }: EndableShadow): ModalView {
  const more = services.length - MOST_SHOWN
  const total = facts.reduce(
    (sum, { deployments, blocked, asked }) => ({
      deployments: sum.deployments + deployments,
      blocked: sum.blocked + blocked,
      asked: sum.asked + asked,
    }),
    { deployments: 0, blocked: 0, asked: 0 },
  )
  return formModal({
    callbackId: MODAL.endShadow,
    title: TITLE,
    submit: 'Enforce',
    privateMetadata: value,
    blocks: [
      section(
        `From now on the policy binds *${escapedLine(title)}*: the gate refuses, approvers are called, deadlines run.`,
      ),
      ...(services.length === 0
        ? []
        : [
            section(
              [
                ...services.slice(0, MOST_SHOWN).map(bindingLine),
                ...(more > 0 ? [`… and ${more} more`] : []),
              ].join('\n'),
            ),
          ]),
      section(`The last 7 days in shadow: ${sums(total)}`),
      context(
        `It lifts ${lines.map((line) => `\`${escapedLine(line)}\``).join(', ')}. A line that says shadow and is written later counts again. It is on record under your name, and the channel is told.`,
      ),
    ],
  })
}

/** `service/checkout`, `policy/zones`. */
function scopeOf(value: string): ShadowScope | undefined {
  const { kind, name } = /^(?<kind>service|policy)\/(?<name>.+)$/.exec(value)?.groups ?? {}
  return (kind === 'service' || kind === 'policy') && name !== undefined ? { kind, name } : undefined
}
