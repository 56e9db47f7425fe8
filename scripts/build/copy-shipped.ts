import { cp, stat } from 'node:fs/promises'

/**
 * Copies a file, or of a folder what the package holds. By endings, so that nothing comes along that a compiler, an editor or
 * somebody with secrets left beside them.
 */
export const copyShipped = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    filter: async (path) => isShipped(path) || (await stat(path)).isDirectory(),
  })

const isShipped = (path: string): boolean =>
  /\.(yaml|json|liquid|css|svg|html|mjs|sh|md|woff2)$|LICENSE$/.test(path) && !path.endsWith('tsconfig.json')
