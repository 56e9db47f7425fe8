import { isObject } from './json-values.ts'
import type { Check } from './block-check.ts'
import { optional, problem, required, shape, text } from './block-check.ts'

const fileId: Check = (value, pointer, context) => {
  if (typeof value !== 'string' || !/^F[A-Z0-9]{8,}$/.test(value))
    problem(context, pointer, 'input must match regex pattern: ^[F][A-Z0-9]{8,}$')
}

/** A file by its id or, in Slack but not here, by its address. */
const slackFile: Check = (value, pointer, context) => {
  const before = context.problems.length
  shape({ id: optional(fileId), url: optional(text(3_000)) })(value, pointer, context)
  if (context.problems.length > before || !isObject(value)) return
  const { id, url } = value
  if ((id === undefined) === (url === undefined)) problem(context, pointer, 'must have either id or url')
  else if (typeof id !== 'string' || !context.mayShow(id)) problem(context, pointer, 'invalid slack file')
}

/** A picture has one source, and words for who does not see it. */
export const IMAGE_FIELDS = {
  image_url: optional(text(3_000)),
  slack_file: optional(slackFile),
  alt_text: required(text(2_000)),
}

export const oneSource: Check = (value, pointer, context) => {
  if (!isObject(value)) return
  const sources = [value['image_url'], value['slack_file']].filter((source) => source !== undefined)
  if (sources.length === 0) problem(context, pointer, 'missing required field: image_url')
  if (sources.length > 1) problem(context, pointer, 'must have either image_url or slack_file')
}
