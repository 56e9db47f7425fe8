import { z } from 'zod'
import { LINK_PLACEHOLDERS } from '../../core/budgets/links.ts'
import type { LinkTemplate } from '../../core/budgets/slo.ts'
import { matching, name } from './fields.ts'

const braced = LINK_PLACEHOLDERS.map((placeholder) => `{${placeholder}}`).join(', ')
const ADDRESS = `an http or https address, in which ${braced} may stand`

/** An address that people are sent to, with placeholders in it. */
export const linkAddress = matching(/^https?:\/\/\S+$/i, ADDRESS)

/** So many of a service, and so many of an SLO. */
const MOST = 10

export const links = z
  .record(name, linkAddress)
  .refine((value) => Object.keys(value).length <= MOST, { error: `more than ${MOST} links` })
  .describe(`Where people look further: dashboard: https://…, runbook: https://… Each is ${ADDRESS}.`)

type LinksYaml = z.infer<typeof links>

export const linksFrom = (yaml: LinksYaml | undefined): readonly LinkTemplate[] | undefined =>
  yaml && Object.entries(yaml).map(([name, url]) => ({ name, url }))
