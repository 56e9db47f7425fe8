/** The part of an element's state that our forms use. */
export interface ElementValue {
  readonly value?: string | null
  readonly selected_option?: { readonly value: string } | null
  readonly selected_user?: string | null
  /** `2026-11-24` */
  readonly selected_date?: string | null
  readonly selected_options?: readonly { readonly value: string }[]
}

/** `view.state.values`: by block id, then action id. */
export type ViewState = Readonly<Record<string, Readonly<Record<string, ElementValue>>>>

/** What one block holds, whichever its action is called: trimmed text or the chosen option. Empty when nothing. */
export function textOf(state: ViewState, blockId: string): string {
  const [element] = Object.values(state[blockId] ?? {})
  const { selected_option: option, selected_user: user, selected_date: date, value } = element ?? {}
  return (option?.value ?? user ?? date ?? value ?? '').trim()
}

/** Whether any box of the block is ticked. */
export function isTicked(state: ViewState, blockId: string): boolean {
  const [element] = Object.values(state[blockId] ?? {})
  return (element?.selected_options?.length ?? 0) > 0
}
