/**
 * The floors of the house (docs/decisions/0001-floors.md), lowest first. A concept folder imports only
 * from its own floor's folder or from a lower floor.
 */
const floors = [
  ['names', 'time'],
  ['audit'],
  ['budgets', 'outbox'],
  ['policy', 'risks'],
  ['freezes'],
  ['deploys', 'incidents'],
  ['duties'],
  ['watch', 'reviews', 'reports'],
]
const concepts = floors.flat()
const adapters = ['messages', 'slack', 'prometheus', 'store', 'http', 'mail', 'webhooks', 'pager']
const folder = (names) => `^src/(${names.join('|')})/`

const upwards = floors.flatMap((floor, level) =>
  floor.map((name) => {
    const allowed = [...floors.slice(0, level).flat(), name]
    const forbidden = concepts.filter((other) => !allowed.includes(other))
    return {
      name: `floors-${name}`,
      comment: `src/${name} stands on a lower floor: take what you need as a value, or declare a port in src/${name}.`,
      severity: 'error',
      from: { path: folder([name]) },
      to: { path: folder(forbidden.length > 0 ? forbidden : ['-']) },
    }
  }),
)

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'concepts-know-no-adapter',
      comment: 'A concept declares a port; an adapter implements it; compose.ts joins them.',
      severity: 'error',
      from: { path: folder(concepts) },
      to: { path: '^src/(messages|slack|prometheus|store|http|mail|webhooks|pager|config|demo|cli|compose)' },
    },
    {
      name: 'concepts-do-no-io',
      comment: 'Concepts are pure: files, sockets, clocks and processes belong to adapters.',
      severity: 'error',
      from: { path: folder(concepts) },
      to: {
        dependencyTypes: ['core', 'npm'],
        pathNot: ['^(node:)?crypto$', 'temporal-polyfill', '^zod$', 'node_modules/zod'],
      },
    },
    {
      name: 'adapters-know-no-adapter',
      comment: 'Two adapters meet in compose.ts only.',
      severity: 'error',
      from: { path: '^src/(messages|slack|prometheus|store|http|mail|webhooks|pager)/' },
      to: { path: folder([...adapters, 'demo', 'cli']), pathNot: '^src/$1/' },
    },
    {
      name: 'compose-is-known-to-the-command-line-alone',
      comment: 'Only main.ts, cli/ and the demo build the whole.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|cli/|demo/|compose/)' },
      to: { path: '^src/compose/' },
    },
    {
      name: 'src-knows-no-test',
      severity: 'error',
      comment: 'What production needs does not live under test/.',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or three.',
      from: {},
      to: { circular: true },
    },
    ...[
      ['kysely|better-sqlite3|^pg$', 'store'],
      ['liquidjs', 'messages'],
      ['pino|node-cron', 'system'],
      ['@slack/', 'slack'],
      ['fastify|prom-client', 'http'],
      ['undici', 'prometheus|slack'],
      ['nodemailer', 'mail'],
    ].map(([library, home]) => ({
      name: `one-home-${home.replace('|', '-')}`,
      comment: `That library belongs to src/${home.replace('|', ' and src/')}.`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${home}|demo|cli|compose)/` },
      to: { path: `node_modules/(${library})` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
}
