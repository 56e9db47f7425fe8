import type { SliQuestion, SliSource } from './sli-source.ts'

/** Sends each SLO to the source that can measure it: pushed ones to the counts, all others to the queries. */
export function joinedSource(pushed: SliSource, queried: SliSource): SliSource {
  return {
    measure: async (questions, at, signal) => {
      const isPushed = ({ slo }: SliQuestion): boolean => slo.sli.kind === 'pushed'
      const ask = (source: SliSource, some: readonly SliQuestion[]): ReturnType<SliSource['measure']> =>
        some.length === 0 ? Promise.resolve(new Map()) : source.measure(some, at, signal)
      const [fromCounts, fromQueries] = await Promise.all([
        ask(pushed, questions.filter(isPushed)),
        ask(
          queried,
          questions.filter((question) => !isPushed(question)),
        ),
      ])
      return new Map([...fromCounts, ...fromQueries])
    },
  }
}
