const patienceMs = 3_500
const waiting = new Map<HTMLElement, number>()

/** Shows that a control waits for the app's answer: until `settlePending`, but never longer than Slack itself would. */
export function markPending(control: HTMLElement): void {
  control.setAttribute('aria-busy', 'true')
  window.clearTimeout(waiting.get(control))
  waiting.set(
    control,
    window.setTimeout(() => settle(control), patienceMs),
  )
}

export function settlePending(): void {
  for (const control of waiting.keys()) settle(control)
}

function settle(control: HTMLElement): void {
  window.clearTimeout(waiting.get(control))
  waiting.delete(control)
  control.removeAttribute('aria-busy')
}
