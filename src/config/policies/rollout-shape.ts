import { z } from 'zod'
import { type ChecklistItem, KNOWN_ITEMS } from '../../core/policy/checklist-item.ts'
import { ANY_ROLE, type RolloutPlan, type RolloutStage } from '../../core/policy/rollout-plan.ts'
import {
  choice,
  listOf,
  mapping,
  matching,
  millis,
  name,
  pause,
  positive,
  text,
  wholeNumber,
} from '../reading/fields.ts'
import { seats } from './seats-shape.ts'

const PERCENT = 'a percentage of the stages, such as 50'
const percentKey = matching(/^(100|[1-9]\d?)$/, PERCENT)

const common = {
  each: pause.optional().describe('How long any other stage is watched before the next. Default: 0s'),
  watch: pause.optional().describe('How long it is watched after the last stage. Default: 0s'),
  approvals_each_stage: wholeNumber(1, 20)
    .optional()
    .describe('Distinct people of any role who sign before each stage.'),
  hold_at_burn: positive('a burn rate above 0, such as 14.4')
    .optional()
    .describe('Held when the burn rate of the last hour is above this.'),
}

const isGrowing = (stages: readonly number[]): boolean =>
  stages.every((stage, index) => index === 0 || stage > (stages[index - 1] ?? 0))

export const rollout = mapping({
  stages: listOf(wholeNumber(1, 100))
    .min(1, { error: 'at least one percentage' })
    .refine((list) => isGrowing(list) && list.at(-1) === 100, {
      error: 'growing percentages that end with 100, such as [5, 25, 50, 100]',
    })
    .optional()
    .describe('Percentages, the canary first.'),
  canary: pause.optional().describe('How long the first stage is watched. Default: as the others.'),
  pause_at: z
    .record(percentKey, pause)
    .optional()
    .describe('How long particular stages are watched: 50: 24h'),
  sign_off: z
    .record(percentKey, seats)
    .optional()
    .describe('Who signs before particular stages: 100: { sre: 1 }'),
  nodes: z
    .union([wholeNumber(1, 100), listOf(text).min(1, { error: 'at least one node' })], {
      error: 'how many nodes there are, or a list of their names',
    })
    .optional()
    .describe('Node by node, instead of stages.'),
  ...common,
})
  .refine(({ stages, nodes }) => (stages === undefined) !== (nodes === undefined), {
    error: 'a rollout has exactly one of stages, nodes',
  })
  .refine(
    ({ nodes, canary, pause_at, sign_off }) =>
      nodes === undefined || (canary ?? pause_at ?? sign_off) === undefined,
    {
      error: 'nodes go with each, watch, approvals_each_stage, hold_at_burn alone',
    },
  )
  .refine(
    ({ stages, pause_at = {}, sign_off = {} }) =>
      stages === undefined ||
      [...Object.keys(pause_at), ...Object.keys(sign_off)].every((at) => stages.includes(Number(at))),
    { error: 'pause_at and sign_off name stages that there are' },
  )
  .describe('How deployments go out at this level. Default: all at once.')

export const checklist = listOf(
  mapping({
    name,
    title: text,
    known: choice(KNOWN_ITEMS).optional().describe('Ticked by Budgeteer.'),
    requirements: listOf(name).min(1).optional().describe('Any of them ticks the item.'),
  }).refine(({ known, requirements }) => (known === undefined) !== (requirements === undefined), {
    error: 'an item has exactly one of known, requirements',
  }),
).describe('What is looked at before any deployment.')

export type RolloutYaml = z.infer<typeof rollout>

export function rolloutOf(yaml: RolloutYaml): RolloutPlan {
  const {
    nodes,
    stages = [],
    watch = '0s',
    each = '0s',
    canary,
    pause_at: pauses = {},
    sign_off: signs = {},
  } = yaml
  const everybody = yaml.approvals_each_stage
  const approvals = everybody === undefined ? [] : [{ role: ANY_ROLE, count: everybody }]
  const titles =
    typeof nodes === 'number' ? Array.from({ length: nodes }, (_, index) => `node ${index + 1}`) : nodes
  const planned =
    titles?.map((title, index) => ({ title, percent: Math.round((100 * (index + 1)) / titles.length) })) ??
    stages.map((percent) => ({ title: `${percent}%`, percent }))

  return {
    kind: nodes === undefined ? 'stages' : 'nodes',
    holdAboveBurn: yaml.hold_at_burn ?? null,
    stages: planned.map(({ title, percent }, index): RolloutStage => {
      const usual = index === 0 ? (canary ?? each) : each
      const wait = index === planned.length - 1 ? watch : (pauses[String(percent)] ?? usual)
      const signers = Object.entries(signs[String(percent)] ?? {}).map(([role, count]) => ({ role, count }))
      return { title, percent, waitMs: millis(wait), seats: [...signers, ...approvals] }
    }),
  }
}

export const checklistOf = (yaml: z.infer<typeof checklist> | undefined): readonly ChecklistItem[] =>
  (yaml ?? []).map(({ name: item, title, known, requirements }) => ({
    name: item,
    title,
    known: known ?? null,
    requirements: requirements ?? [],
  }))
