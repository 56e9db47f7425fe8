import { z } from 'zod'
import { FOREIGN_FORMATS } from '../importers/foreign-document.ts'
import { choice, duration, listOf, mapping, name, serviceName, text } from '../reading/fields.ts'
import { owner } from '../reading/owner-shape.ts'

const FILES = 'a path or a pattern such as ../specs/*.yaml, or a list of them'

const imported = mapping({
  files: z
    .union([text, listOf(text).min(1, { error: FILES })], { error: FILES })
    .describe(
      'Specs of Sloth, OpenSLO or Pyrra, from this folder on: a path, or a pattern such as ../specs/**/*.yaml.',
    ),
  format: choice(FOREIGN_FORMATS).optional().describe('Reads only this format. Default: all three.'),
  owner: owner.describe('Who has the role service-owner of these services.'),
  policy: name.optional().describe('File in policies/ without its ending. Default: default_policy.'),
  source: name.optional().describe('A source of this file. May be left out when there is only one.'),
  service: serviceName.optional().describe('Service of SLOs that name none (Pyrra). Default: each its own.'),
  window: duration.optional().describe('Period that Sloth was run with. Default: 30d.'),
})

export const imports = listOf(imported).describe('Services whose SLOs stand in files of other tools.')

export type ImportYaml = z.infer<typeof imported>
