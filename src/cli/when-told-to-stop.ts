/** Resolves at the first SIGTERM or Ctrl-C. A second one ends the process at once. */
export function whenToldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve)
  })
}
