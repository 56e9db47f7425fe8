const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Resolves at the first SIGTERM or Ctrl-C. A second one of either ends the process at once. */
export function whenToldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals): void => {
      for (const one of SIGNALS) process.off(one, told)
      resolve(signal)
    }
    for (const one of SIGNALS) process.on(one, told)
  })
}
