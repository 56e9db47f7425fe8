/** A use case that took too long. The HTTP answer is 503: nothing is known about what came of it. */
export class TooSlow extends Error {
  readonly retryable = true
  constructor(limitMs: number) {
    super(`the answer took longer than ${limitMs} ms`)
    this.name = 'TooSlow'
  }
}

/** The promise's own outcome, or a rejection with TooSlow after `limitMs`. */
export function answerWithin<Result>(promise: Promise<Result>, limitMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TooSlow(limitMs))
    }, limitMs)
    promise.then(
      (result) => {
        clearTimeout(timer)
        resolve(result)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
