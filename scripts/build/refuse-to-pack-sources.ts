/** npm runs this before `npm pack` in the clone, which would pack the sources, and before `npm run pack`, which packs dist/. */
const isPackScript = /^run/.test(process.env['npm_command'] ?? '')
if (!isPackScript) {
  console.error('The package is made from dist/: npm run pack')
  process.exitCode = 1
}
