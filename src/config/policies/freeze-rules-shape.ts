import type { z } from 'zod'
import { flag, listOf, mapping, name } from '../reading/fields.ts'

export const freezeRules = mapping({
  declared_by: name
    .optional()
    .describe('The role that declares and lifts freezes and correctness incidents. Default: sre'),
  as_level: name
    .optional()
    .describe('The level whose rules hold at least during a freeze. Default: the first freeze level.'),
  correctness_fixes: listOf(name)
    .optional()
    .describe(
      'Change types that ship while a correctness incident is open. Default: p0-hotfix, critical-fix, hotfix.',
    ),
  alerts: flag
    .optional()
    .describe('An alert with the label freeze: "true" declares a freeze while it fires. Default: false.'),
}).describe('Freezes that people declare or that freezes.yaml schedules, and correctness incidents.')

export type FreezeRulesYaml = z.infer<typeof freezeRules>
