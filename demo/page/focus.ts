/**
 * Runs a redraw of `root` and puts the focus back: to the control with the same `data-focus` in the same message, else to
 * the message itself, with the caret where it was.
 */
export function keepingFocus(root: HTMLElement, redraw: () => void): void {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || !root.contains(active) || active === root) {
    redraw()
    return
  }
  const key = active.dataset['focus']
  const ts = active.closest<HTMLElement>('[data-ts]')?.dataset['ts']
  const caret = caretOf(active)
  redraw()
  if (active.isConnected) return
  const scope = ts === undefined ? root : root.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`)
  const same =
    key === undefined ? null : scope?.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`)
  const next = same ?? scope
  next?.focus({ preventScroll: true })
  if (caret !== null && (next instanceof HTMLInputElement || next instanceof HTMLTextAreaElement)) {
    next.setSelectionRange(caret.start, caret.end)
  }
}

function caretOf(active: HTMLElement): { start: number; end: number } | null {
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return null
  const { selectionStart: start, selectionEnd: end } = active
  return start === null || end === null ? null : { start, end }
}
