import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'
import { LOADED_WHEN_USED, REQUIRED_BUILTINS } from './lazy-loading.ts'

/** Their native parts are chosen by the machine that installs them, so they stay dependencies. */
export const NOT_BUNDLED = ['better-sqlite3', '@resvg/resvg-js']

/**
 * Never loaded by the package: native helpers that libraries try and do without, the bundler, which only a clone needs, and what
 * Fastify loads for those who give it no compilers of their own or call it without a socket.
 */
const LEFT_OUT = [
  'bufferutil',
  'utf-8-validate',
  'esbuild',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
]

/** Libraries in CommonJS ask for Node's own modules by require, which a module does not have by itself. */
const REQUIRE = `import { createRequire as createRequireHere } from 'node:module'
const require = createRequireHere(import.meta.url)`

const COMMON: BuildOptions = {
  bundle: true,
  format: 'esm',
  charset: 'ascii',
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
}

/**
 * Compiles the program, split so that each command loads what it needs alone, and the demo with its page. Answers with every
 * file that went in, relative to `root`.
 */
export async function bundle(root: string, folder: string): Promise<readonly string[]> {
  const program = await build({
    ...COMMON,
    absWorkingDir: root,
    outdir: folder,
    entryPoints: {
      'lib/main': 'src/main.ts',
      'lib/check-thread': 'src/adapters/templates/check-thread.ts',
      'lib/demo': 'demo/main.ts',
    },
    chunkNames: 'lib/[name]-[hash]',
    splitting: true,
    platform: 'node',
    target: 'node22',
    external: [...NOT_BUNDLED, ...LEFT_OUT],
    banner: { js: REQUIRE },
    plugins: [REQUIRED_BUILTINS, LOADED_WHEN_USED],
  })
  const page = await build({
    ...COMMON,
    absWorkingDir: root,
    outdir: join(folder, 'demo', 'page'),
    entryPoints: { page: 'demo/page/main.ts' },
    minify: true,
  })
  return [program, page].flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}))
}
