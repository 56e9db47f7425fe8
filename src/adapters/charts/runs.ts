import type { Point } from './chart.ts'

/** Points in runs, each of which is one line; null ends a run. */
export function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]]
  for (const point of points)
    if (point === null) runs.push([])
    else runs.at(-1)?.push(point)
  return runs.filter((run) => run.length > 0).map((run) => (run.length === 1 ? dot(run) : run))
}

/** A reading that stands alone is seen as well. */
function dot([point]: Point[]): Point[] {
  const [x, y] = point ?? [0, 0]
  return [
    [x - 1, y],
    [x + 1, y],
  ]
}
