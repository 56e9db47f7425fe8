import { isBuiltin } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * A module that imports one of Node's own gets every property of it at once, such as the fetch and the cryptography that Node
 * loads only for those who ask. Required, each is loaded when it is used.
 */
export const REQUIRED_BUILTINS: Plugin = {
  name: 'required-builtins',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
}

/**
 * Libraries that take tens of milliseconds to load and that most runs never come to need, with who asks for them: Bolt's
 * receivers for Express and for other workspaces' installations, prom-client's link to traces, and how wide a text is that is not ASCII.
 */
const SELDOM_USED: Readonly<Record<string, RegExp>> = {
  '@opentelemetry/api': /prom-client/,
  express: /@slack.bolt/,
  '@slack/oauth': /@slack.bolt/,
  'string-width': /text-width/,
}

/** Loads those libraries when something of them is used for the first time. */
export const LOADED_WHEN_USED: Plugin = {
  name: 'loaded-when-used',
  setup(build) {
    const filter = new RegExp(`^(${Object.keys(SELDOM_USED).join('|')})$`)
    build.onResolve({ filter }, ({ path, importer, kind, resolveDir }) =>
      SELDOM_USED[path]?.test(importer) === true
        ? { path, namespace: 'when-used', pluginData: { kind, resolveDir } satisfies Asked }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'when-used' }, ({ path, pluginData }) => {
      const { kind, resolveDir } = pluginData as Asked
      const load = `let loaded\nconst load = () => (loaded ??= require(${JSON.stringify(path)}))\n`
      return { contents: load + (kind === 'require-call' ? LAZY_EXPORTS : LAZY_FUNCTION), resolveDir }
    })
  },
}

interface Asked {
  readonly kind: string
  readonly resolveDir: string
}

/** As TypeScript's output asks for a module: each property when it is used, `default` of CommonJS being all of it. */
const LAZY_EXPORTS = `module.exports = new Proxy({}, {
  get: (_, name) =>
    name === '__esModule' ? true : name === 'default' && !load().__esModule ? load() : load()[name],
})`

/** A module whose default is a function. */
const LAZY_FUNCTION = 'export default (...given) => load().default(...given)'
