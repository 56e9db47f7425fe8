import { looksSecret } from './found.ts'
import type { Problem } from './problem.ts'
import { SECRET_KEY } from './shape-problems.ts'
import type { Path, YamlFile } from './yaml-file.ts'

/** Secrets that were written into a file. The problem never repeats them. */
export function secretProblems(file: YamlFile): readonly Problem[] {
  return secretPaths(file.data, []).map((path) =>
    file.problem(
      path,
      'a secret stands here (not shown); move it to an environment variable, and replace it, since it has been seen',
    ),
  )
}

/** Keys that are not allowed at all are told as such, with what to do instead. */
function secretPaths(data: unknown, path: Path): readonly Path[] {
  if (typeof data === 'string')
    return looksSecret(data) && !SECRET_KEY.test(String(path.at(-1))) ? [path] : []
  if (Array.isArray(data)) return data.flatMap((item, index) => secretPaths(item, [...path, index]))
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => secretPaths(value, [...path, key]))
}
