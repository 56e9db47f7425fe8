/** Nobody knows how to say this: a kind of content, or a level's announcement, without a template. */
export class UnknownContent extends Error {
  override readonly name = 'UnknownContent'
}

/** A template could not be rendered with what it was given. `cause` is what Liquid said. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/** What is wrong with a file in messages/, in words for whoever edits it. */
export interface TemplateProblem {
  readonly file: string
  readonly message: string
}
