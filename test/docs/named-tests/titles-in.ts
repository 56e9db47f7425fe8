import { readFileSync } from 'node:fs'
import ts from 'typescript'

const MAKERS = new Set(['test', 'it', 'describe'])
/** What Vitest does not run. */
const LEFT_OUT = new Set(['skip', 'todo'])

/** What a file of tests calls its tests, groups and rows of tables, but for those that are always left out. */
export function titlesIn(path: string): ReadonlySet<string> {
  const titles = new Set<string>()
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments
      if (title !== undefined && ts.isStringLiteralLike(title) && makes(node.expression))
        titles.add(title.text)
      if (makes(node.expression) && isTable(node.expression)) for (const row of rowsIn(node)) titles.add(row)
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

/** `test.each`, with its table to come. */
const isTable = (called: ts.Expression): boolean =>
  ts.isPropertyAccessExpression(called) && called.name.text === 'each'

/** What rows that stand in the call itself are called: their first text, or the text of their `name`. */
function rowsIn({ arguments: [given] }: ts.CallExpression): readonly string[] {
  const table = given !== undefined && ts.isAsExpression(given) ? given.expression : given
  if (table === undefined || !ts.isArrayLiteralExpression(table)) return []
  return table.elements.flatMap((row) => {
    const name = ts.isArrayLiteralExpression(row)
      ? row.elements[0]
      : ts.isObjectLiteralExpression(row)
        ? row.properties.filter(ts.isPropertyAssignment).find(({ name: key }) => isNamed(key))?.initializer
        : undefined
    return name !== undefined && ts.isStringLiteralLike(name) ? [name.text] : []
  })
}

const isNamed = (key: ts.PropertyName): boolean => ts.isIdentifier(key) && key.text === 'name'
