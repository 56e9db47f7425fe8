/** There is no template for this kind of content, or for this level's announcement. */
export class UnknownContent extends Error {
  override readonly name = 'UnknownContent'
}

/** A template could not be rendered with what it was given. `cause` is what Liquid said. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/** What is wrong with a file in messages/, in words for its editor. */
export interface TemplateProblem {
  readonly file: string
  readonly message: string
}
