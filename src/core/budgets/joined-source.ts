import type { OwnSource, SliSource } from './sli-source.ts'

/** Asks each SLO of the first source that measures it. One that asks for nothing is not called. */
export function joinedSource(sources: readonly OwnSource[]): SliSource {
  return {
    measure: async (questions, at, signal) => {
      const bySource = Map.groupBy(questions, ({ slo }) => sources.find((source) => source.measures(slo)))
      const measured = await Promise.all(
        [...bySource].map(async ([source, some]) => [...((await source?.measure(some, at, signal)) ?? [])]),
      )
      return new Map(measured.flat())
    },
  }
}
