import type {
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextElement,
  PlainTextOption,
  StaticSelect,
} from '@slack/types'

import { LIMITS } from '../../../core/kernel/text-limits.ts'
import { WAY_TITLES } from '../../../core/requests/way-documents.ts'
import { roleIn } from '../../../core/policy/approval-words.ts'
import { governed } from '../../../core/policy/catalog.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import type { Words } from '../../../core/kernel/prompt.ts'
import type { ChangeType, Policy } from '../../../core/policy/policy.ts'
import type { Way } from '../../../core/policy/way.ts'
import { FORM_CHOICE, MODAL } from '../action-ids.ts'
import { context, plainText, section } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import { formModal } from './modal.ts'
import { requirementInputs } from './requirement-inputs.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'
import type { ViewState } from './view-values.ts'
import { wayInputs } from './way-inputs.ts'

/** What has been chosen so far; empty where nothing has. */
export interface FormChoices {
  readonly service: string
  readonly change: string
  readonly risk: string
}

/** Texts that stand in the form when it opens. */
export interface FormTexts {
  readonly revision: string
  readonly environment: string
  readonly summary: string
}

/** The blocks of the inputs that every form has. The change's and the risk's names end with what their options depend on. */
export const BLOCK = {
  service: 'service',
  change: 'change',
  risk: 'risk',
  revision: 'revision',
  environment: 'environment',
  summary: 'summary',
} as const

/**
 * A request form; `refusal` says why the person may not send it in for the service that they chose: what to choose from, and once service and change are chosen, what the policy asks for them.
 */
export function requestForm(
  catalog: Catalog,
  choices: FormChoices,
  texts: FormTexts,
  decision: Decision | null,
  way: Way | null = null,
  refusal: Words | null = null,
): ModalView {
  const policy = policyFor(catalog, choices.service)
  const change = policy?.changes.get(choices.change)
  const blocks: KnownBlock[] = [
    serviceInput(catalog, choices.service),
    ...(policy === undefined ? [] : [changeInput(policy, change)]),
    ...(policy === undefined || change === undefined ? [] : riskInput(policy, change, choices.risk)),
    ...(decision === null ? [] : [verdict(decision, way === 'override' ? policy : undefined)]),
    ...(refusal === null ? [] : [section(`:no_entry: ${escapedLine(refusal)}`)]),
    textInput(BLOCK.revision, 'Revision', {
      initial: texts.revision,
      placeholder: 'A commit or a tag',
      most: LIMITS.revision,
    }),
    textInput(BLOCK.environment, 'Environment', {
      initial: texts.environment,
      placeholder: 'production',
      most: LIMITS.environment,
    }),
    textInput(BLOCK.summary, 'Summary', {
      initial: texts.summary,
      placeholder: 'What changes, and why now',
      most: LIMITS.summary,
      isMultiline: true,
      isOptional: true,
    }),
    ...(way === null ? [] : wayInputs(way, way === 'override' && policy?.override?.isDocumented === false)),
    ...(policy === undefined || decision === null ? [] : requirementInputs(decision.requires, policy)),
  ]
  return formModal({
    callbackId: MODAL[way ?? 'request'],
    title: formTitle(way),
    submit: 'Request',
    privateMetadata: '',
    blocks,
  })
}

export const formTitle = (way: Way | null): string => (way === null ? 'Deploy request' : WAY_TITLES[way])

/** The policy whose change types are shown: the service's, or the only one there is. */
function policyFor(catalog: Catalog, service: string): Policy | undefined {
  const own = governed(catalog, service)?.policy
  const used = new Set([...catalog.services.values()].map(({ policy }) => policy))
  const [only = ''] = used
  return own ?? (used.size === 1 ? catalog.policies.get(only) : undefined)
}

/** What the form holds, read from Slack's payload. */
export function choicesIn(state: ViewState): FormChoices {
  const named = (name: string): string => {
    const blockId = Object.keys(state).find((id) => id === name || id.startsWith(`${name}:`))
    return blockId === undefined ? '' : textOf(state, blockId)
  }
  const change = named(BLOCK.change)
  // A risk chosen for another change type stands in another block.
  return { service: named(BLOCK.service), change, risk: textOf(state, `${BLOCK.risk}:${change}`) }
}

export const textsIn = (state: ViewState): FormTexts => ({
  revision: textOf(state, BLOCK.revision),
  environment: textOf(state, BLOCK.environment),
  summary: textOf(state, BLOCK.summary),
})

function serviceInput({ services }: Catalog, chosen: string): InputBlock {
  const options = [...services.values()].map(({ name, title }) => option(title === '' ? name : title, name))
  return choice(BLOCK.service, 'Service', FORM_CHOICE.service, grouped(options), chosen)
}

/** Slack shows at most 100 options in a list; longer ones come in groups named by their first and last. */
function grouped(options: readonly PlainTextOption[]): Pick<StaticSelect, 'options' | 'option_groups'> {
  if (options.length <= 100) return { options: [...options] }
  const groups = Array.from({ length: Math.ceil(options.length / 100) }, (_, group) =>
    options.slice(group * 100, group * 100 + 100),
  )
  return {
    option_groups: groups.slice(0, 100).map((members) => ({
      label: label(`${members[0]?.value ?? ''} … ${members.at(-1)?.value ?? ''}`),
      options: members,
    })),
  }
}

function changeInput(policy: Policy, chosen: ChangeType | undefined): InputBlock {
  const groups = [...policy.risks.values()].flatMap((risk) => {
    const members = [...policy.changes.values()].filter((change) => change.risk === risk.name)
    if (members.length === 0) return []
    return [
      {
        label: label(`${risk.title} risk`),
        options: members.slice(0, 100).map(({ title, name }) => option(title, name)),
      },
    ]
  })
  const blockId = `${BLOCK.change}:${policy.name}`
  return choice(blockId, 'Change type', FORM_CHOICE.change, { option_groups: groups }, chosen?.name ?? '')
}

/** Only risks above the change type's own: a caller may raise it. */
function riskInput(policy: Policy, change: ChangeType, chosen: string): InputBlock[] {
  const ladder = [...policy.risks.values()]
  const own = ladder.findIndex(({ name }) => name === change.risk)
  const higher = ladder.slice(own + 1)
  if (higher.length === 0) return []
  const input = choice(
    `${BLOCK.risk}:${change.name}`,
    'Risk',
    FORM_CHOICE.risk,
    { options: higher.map(({ title, name }) => option(`Raised to ${title.toLowerCase()}`, name)) },
    chosen,
    `As usual: ${ladder[own]?.title.toLowerCase() ?? change.risk}`,
  )
  return [{ ...input, optional: true }]
}

function verdict(decision: Decision, overridden: Policy | undefined): KnownBlock {
  const text = escapedLine(decision.explanation)
  const may = overridden?.override?.roles.map((role) => roleIn(overridden, role)).join(' or ')
  if (decision.decision === 'blocked' && may !== undefined)
    return context(`${text} That can be overridden by ${escapedLine(may)}, and everybody is told.`)
  return decision.decision === 'blocked' ? section(`:no_entry: ${text}`) : context(text)
}

function choice(
  blockId: string,
  name: string,
  actionId: string,
  among: Pick<StaticSelect, 'options' | 'option_groups'>,
  chosen: string,
  placeholder = 'Choose one',
): InputBlock {
  const options = [...(among.options ?? []), ...(among.option_groups ?? []).flatMap((group) => group.options)]
  const initial = options.find(({ value }) => value === chosen)
  return {
    type: 'input',
    block_id: blockId.slice(0, 255),
    dispatch_action: true,
    label: label(name),
    element: {
      type: 'static_select',
      action_id: actionId,
      placeholder: plainText(placeholder, 150),
      ...among,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  }
}

const label = (text: string): PlainTextElement => plainText(text, 75)
const option = (text: string, value: string): PlainTextOption & { value: string } => ({
  text: plainText(text, 75),
  value: value.slice(0, 150),
})
