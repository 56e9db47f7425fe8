/** The facts of a content by name; `true` is a plain value, `[…]` a list and what each of its items holds. */
export type FactShape = true | readonly [] | readonly [FactShape] | { readonly [fact: string]: FactShape }

type Shape<Value> = Value extends readonly (infer Item)[]
  ? Item extends object
    ? readonly [Facts<Item>]
    : readonly []
  : Value extends object
    ? Facts<Value>
    : true

/** Every declared fact of a content, so that a fact that is added there must be added here. */
export type Facts<Content> = {
  readonly [
    Fact in keyof Content as string extends Fact ? never : number extends Fact ? never : Fact
  ]-?: Shape<NonNullable<Content[Fact]>>
}
