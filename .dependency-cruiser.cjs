/**
 * The floors of the house (docs/decisions/0001-floors-of-the-house.md), lowest first. A concept imports only from its own
 * folder and from those before it.
 */
const concepts = [
  'kernel',
  'replicas',
  'people',
  'sign-in',
  'budgets',
  'cost',
  'policy',
  'freezes',
  'incidents',
  'risks',
  'calendar',
  'requests',
  'gate',
  'rollouts',
  'outcomes',
  'actions',
  'burn-alerts',
  'paging',
  'flags',
  'status',
  'home',
  'reviews',
  'backtest',
  'replay',
  'what-if',
  'shadow',
  'pictures',
  'records',
  'postmortems',
  'reports',
  'poll',
  'announcements',
]

/** One outside system each. They know the core and nothing of one another. */
const adapters = [
  'anchors',
  'calling',
  'charts',
  'chromium',
  'flagd',
  'grafana',
  'http',
  'icalendar',
  'launchdarkly',
  'mail',
  'opsgenie',
  'pagerduty',
  'prometheus',
  'reports',
  'slack',
  'spelling',
  'store',
  'system',
  'templates',
  'unleash',
  'webhooks',
]

/** The subjects of the configuration, each with those that it may import. load-configuration.ts puts them together. */
const subjects = {
  reading: [],
  freezes: ['reading'],
  maintenance: ['reading'],
  policies: ['reading'],
  settings: ['reading', 'policies'],
  services: ['reading', 'settings'],
  risks: ['reading', 'services'],
  importers: ['reading', 'settings', 'services'],
  'what-if': ['reading'],
}

/** Which adapters an outside library belongs to. */
const homes = [
  ['kysely|better-sqlite3|^pg$', ['store']],
  ['liquidjs', ['templates']],
  ['ical\\.js', ['icalendar']],
  ['pino|node-cron', ['system']],
  ['@slack/', ['slack']],
  ['@?fastify|prom-client', ['http']],
  ['undici', ['calling', 'prometheus', 'slack', 'system']],
  ['nodemailer', ['mail']],
  ['echarts|@resvg/', ['charts']],
  ['@grafana/', ['grafana']],
  ['ajv/', ['flagd']],
]

/** What several commands share, and the commands with helpers: cli/doctor/ belongs to doctor.ts, cli/policy/ to policy-*.ts. */
const shared = ['configuration', 'terminal']
const commands = ['audit', 'completion', 'doctor', 'init', 'policy', 'risks', 'simulate', 'status', 'suggest']

/** Folders right under src/, and those whose folders have rules of their own. */
const floors = ['core', 'adapters', 'config', 'app', 'cli']
exports.folders = {
  src: floors,
  'src/core': concepts,
  'src/adapters': adapters,
  'src/config': Object.keys(subjects),
  'src/cli': [...shared, ...commands],
}

const anyOf = (names) => `(${names.join('|')})`

exports.forbidden = [
  ...concepts.slice(0, -1).map((name, level) => ({
    name: `floors-${name}`,
    comment: `core/${name} stands on a lower floor: take what you need as a value, or declare a port in core/${name}.`,
    severity: 'error',
    from: { path: `^src/core/${name}/` },
    to: { path: `^src/core/${anyOf(concepts.slice(level + 1))}/` },
  })),
  {
    name: 'core-knows-the-core-alone',
    comment: 'A concept declares a port; an adapter implements it; app/ joins them.',
    severity: 'error',
    from: { path: '^src/core/' },
    to: { path: '^(src|demo|test|bench|scripts)/', pathNot: '^src/core/' },
  },
  {
    name: 'core-does-no-io',
    comment: 'Concepts are pure: files, sockets, clocks and processes belong to adapters.',
    severity: 'error',
    from: { path: '^src/core/' },
    to: {
      dependencyTypes: ['core', 'npm'],
      pathNot: ['^(node:)?crypto$', 'temporal-polyfill', 'croner', '^zod$', 'node_modules/zod'],
    },
  },
  {
    name: 'adapters-know-the-core-alone',
    comment:
      'Two adapters meet in app/ only; settings reach them as options. How commands are spelled and other servers called is shared by all.',
    severity: 'error',
    from: { path: '^src/adapters/([^/]+)/' },
    to: { path: '^(src|demo|test|bench|scripts)/', pathNot: '^src/(core|adapters/($1|spelling|calling))/' },
  },
  {
    name: 'config-knows-the-core-alone',
    comment: 'Configuration is read into values of the core; app/ hands them on.',
    severity: 'error',
    from: { path: '^src/config/' },
    to: { path: '^(src|demo|test|bench|scripts)/', pathNot: '^src/(core|config)/' },
  },
  ...Object.entries(subjects).map(([name, known]) => ({
    name: `config-${name}`,
    comment: `config/${name} may import ${known.length === 0 ? 'no other subject' : known.map((one) => `config/${one}`).join(' and ')}: take what you need as a value, or put what both need into config/reading.`,
    severity: 'error',
    from: { path: `^src/config/${name}/` },
    to: { path: '^src/config/', pathNot: `^src/config/${anyOf([name, ...known])}/` },
  })),
  {
    name: 'app-is-known-to-the-command-line-alone',
    comment: 'Only main.ts, cli/ and the demo build the whole.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(main|cli/|app/)' },
    to: { path: '^src/app/' },
  },
  {
    name: 'commands-know-no-other-command',
    comment: `A command imports its own folder, ${shared.map((name) => `cli/${name}`).join(' and ')}.`,
    severity: 'error',
    from: { path: '^src/cli/([a-z]+)[a-z-]*\\.ts$', pathNot: '^src/cli/program\\.ts$' },
    to: { path: '^src/cli/', pathNot: `^src/cli/($1|${shared.join('|')})/` },
  },
  {
    name: 'helpers-belong-to-one-command',
    comment: `What two commands need stands in ${shared.map((name) => `cli/${name}`).join(' or ')}.`,
    severity: 'error',
    from: { path: '^src/cli/([^/]+)/' },
    to: { path: '^src/cli/', pathNot: `^src/cli/($1|${shared.join('|')})/` },
  },
  {
    name: 'commands-are-loaded-when-asked-for',
    comment:
      '`budgeteer --help` names the commands without loading one: import() it in the list of program.ts.',
    severity: 'error',
    from: { path: '^src/(main|cli/program)\\.ts$' },
    to: {
      dynamic: false,
      pathNot: [
        '^src/cli/(program|terminal/(exit-codes|complain|terminal))\\.ts$',
        '^src/core/kernel/operator-error\\.ts$',
        'node_modules/commander/',
        '^(node:)?module$',
      ],
    },
  },
  {
    name: 'page-runs-in-a-browser',
    comment: 'It is served file by file: of the server it may know the types of the protocol alone.',
    severity: 'error',
    from: { path: '^demo/page/' },
    to: { pathNot: '^demo/(page/|workspace/page-protocol\\.ts$)' },
  },
  {
    name: 'src-knows-neither-demo-nor-test',
    severity: 'error',
    comment: 'What production needs does not live under demo/ or test/.',
    from: { path: '^src/' },
    to: { path: '^(demo|test|bench|scripts)/' },
  },
  {
    name: 'gate-client-knows-itself-alone',
    severity: 'error',
    comment:
      'It becomes one file that runs without the bot and without a package: of Node it may know what 18 has.',
    from: { path: '^gate-client/(action|client|description)/' },
    to: { pathNot: '^gate-client/(client|description)/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'gate-client-is-known-to-its-command-alone',
    severity: 'error',
    comment: 'The bot serves its built files; only `budgeteer gate` runs its code.',
    from: { path: '^(src|demo)/', pathNot: '^src/cli/gate\\.ts$' },
    to: { path: '^gate-client/' },
  },
  {
    name: 'no-circles',
    severity: 'error',
    comment: 'Two files that need each other are one file, or three.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'one-home-croner',
    comment: 'Cron expressions are read in core/kernel/time alone; schedules are what others know.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/core/kernel/time/' },
    to: { path: 'node_modules/croner/' },
  },
  {
    name: 'one-home-string-width',
    comment: 'How wide a text is on a terminal, cli/terminal/text-width.ts knows.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/cli/terminal/' },
    to: { path: 'node_modules/string-width/' },
  },
  {
    name: 'one-home-clack',
    comment: 'Questions on a terminal are asked by cli/init/ alone, and loaded when there is one.',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/cli/init/terminal-questions\\.ts$' },
    to: { path: 'node_modules/@clack/' },
  },
  ...homes.map(([library, folders]) => ({
    name: `one-home-${folders.join('-')}`,
    comment: `That library belongs to ${folders.map((folder) => `adapters/${folder}`).join(' and ')}.`,
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/(adapters/${anyOf(folders)}|app|cli)/` },
    to: { path: `node_modules/${anyOf([library])}` },
  })),
]

exports.options = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.json' },
  enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
}
