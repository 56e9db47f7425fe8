import { readFileSync } from 'node:fs'
import ts from 'typescript'

const MAKERS = new Set(['test', 'it', 'describe'])
/** What Vitest does not run. */
const LEFT_OUT = new Set(['skip', 'todo'])

/** What a file of tests calls its tests and groups, but for those that are always left out. */
export function titlesIn(path: string): ReadonlySet<string> {
  const titles = new Set<string>()
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments
      if (title !== undefined && ts.isStringLiteralLike(title) && makes(node.expression))
        titles.add(title.text)
    }
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest))
  return titles
}

/** `test(…)`, `test.skipIf(…)(…)`, `describe.each(…)(…)`. */
function makes(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return MAKERS.has(called.text)
  if (ts.isPropertyAccessExpression(called))
    return !LEFT_OUT.has(called.name.text) && makes(called.expression)
  if (ts.isCallExpression(called)) return makes(called.expression)
  return ts.isTaggedTemplateExpression(called) && makes(called.tag)
}
