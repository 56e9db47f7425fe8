import { expect, test } from 'vitest'
import { loadEdited, problemLines, type Mistake } from '../configuration-folder.ts'

/** Mistakes in budgeteer.yaml: each edit of the good configuration, and the whole answer to it. */
const MISTAKES: readonly Mistake[] = [
  {
    name: 'rotas of a role that there is not, and of one that has people',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy: team',
        `on_call:
  sre-oncall: { pagerduty: { schedule: P1, token_env: PD }, people: { a@example.com: U0AAA } }
  sre: { icalendar: { url_env: FEED }, people: {} }
default_policy: team`,
      ],
    ],
    problems: [
      'budgeteer.yaml:34 on_call.sre-oncall: no role is called sre-oncall; known: sre, senior-engineer, vp-engineering, cto',
      'budgeteer.yaml:35 on_call.sre: the role sre has people of its own; leave them out, as the rota fills it',
    ],
  },
  {
    name: 'receivers in private networks that nobody chose, and one where no event may go',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy: team',
        `webhooks:
  - { name: a, url: 'http://relay.localhost:8080/', secret_env: A }
  - { name: b, url: 'http://0x0a.1/', secret_env: A }
  - { name: c, url: 'http://[::ffff:192.168.0.1]/', secret_env: A }
  - { name: d, url: 'http://10.0.0.1/', secret_env: A, allow_private: true }
  - { name: e, url: 'http://169.254.169.254/', secret_env: A, allow_private: true }
default_policy: team`,
      ],
    ],
    problems: [
      'budgeteer.yaml:34 webhooks[a].url: relay.localhost is in a private network; allow_private: true says that this is meant',
      'budgeteer.yaml:35 webhooks[b].url: 10.0.0.1 is in a private network; allow_private: true says that this is meant',
      'budgeteer.yaml:36 webhooks[c].url: ::ffff:c0a8:1 is in a private network; allow_private: true says that this is meant',
      'budgeteer.yaml:38 webhooks[e].url: 169.254.169.254 is where clouds keep credentials; no event goes there',
    ],
  },
  {
    name: 'a key is misspelled',
    edits: [['budgeteer.yaml', 'default_policy:', 'default_polcy:']],
    problems: [
      'budgeteer.yaml:33 default_polcy: unknown key; did you mean default_policy? (known: time_zone, poll, channels, roles, sources, store, http, pages, imports, slack, gate, mail, reports, outcomes, burn_alerts, alertmanager, flag_providers, webhooks, on_call, pagers, audit, default_policy, retention)',
    ],
  },
  {
    name: 'anchors of the audit log go nowhere',
    edits: [['budgeteer.yaml', 'default_policy:', 'audit: { anchors: { every: 1h } }\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 audit.anchors: the anchors go nowhere; give them slack, webhook, file, or several of them',
    ],
  },
  {
    name: 'anchors of the audit log go to a receiver that there is not',
    edits: [['budgeteer.yaml', 'default_policy:', 'audit: { anchors: { webhook: siem } }\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 audit.anchors.webhook: no receiver of webhooks is called siem; none is known',
    ],
  },
  {
    name: 'the audit log is kept for less than a year',
    edits: [['budgeteer.yaml', 'default_policy:', 'retention: { audit: 90d }\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 retention.audit: found "90d"; allowed: a duration of 400d or more, so that a year can be audited',
    ],
  },
  {
    name: 'the records is kept for less than a year',
    edits: [['budgeteer.yaml', 'default_policy:', 'retention: { records: 90d }\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 retention.records: found "90d"; allowed: a duration of 400d or more, because reports and policies look back a year',
    ],
  },
  {
    name: 'a key is nowhere near',
    edits: [['budgeteer.yaml', 'default_policy: team', 'default_policy: team\ncolour: blue']],
    problems: [
      'budgeteer.yaml:34 colour: unknown key; known: time_zone, poll, channels, roles, sources, store, http, pages, imports, slack, gate, mail, reports, outcomes, burn_alerts, alertmanager, flag_providers, webhooks, on_call, pagers, audit, default_policy, retention',
    ],
  },
  {
    name: 'pages are open to everybody behind a proxy',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy: team',
        'default_policy: team\npages:\n  public: true\n  proxy: { header: X-User, trusted: [10.0.0.1] }',
      ],
    ],
    problems: ['budgeteer.yaml:36 pages.proxy: public: true lets everybody look; leave out one of the two'],
  },
  {
    name: 'a proxy is trusted by its name, and none is',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy: team',
        'default_policy: team\npages: { url: budgets, proxy: { header: "X User", trusted: [proxy.local] } }',
      ],
    ],
    problems: [
      'budgeteer.yaml:34 pages.url: found "budgets"; allowed: an http or https address such as https://budgets.example.com',
      'budgeteer.yaml:34 pages.proxy.header: found "X User"; allowed: the name of a header such as X-Scope-OrgID',
      'budgeteer.yaml:34 pages.proxy.trusted[0]: found "proxy.local"; allowed: an address or a network such as 10.0.0.0/8 or 127.0.0.1',
    ],
  },
  {
    name: 'no proxy is trusted',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy: team',
        'default_policy: team\npages: { proxy: { header: X-User, trusted: [] } }',
      ],
    ],
    problems: [
      'budgeteer.yaml:34 pages.proxy.trusted: found an empty list; allowed: at least one: an address or a network such as 10.0.0.0/8 or 127.0.0.1',
    ],
  },
  {
    name: 'a channel is not quoted, so that # begins a comment',
    edits: [['budgeteer.yaml', "'#engineering'", '#engineering']],
    problems: [
      'budgeteer.yaml:2 channels.announcements: found nothing; allowed: a channel in quotes such as "#engineering" (# begins a comment otherwise), or a channel id',
    ],
  },
  {
    name: 'a channel lacks its sign',
    edits: [['budgeteer.yaml', "'#deploys'", 'deploys']],
    problems: [
      'budgeteer.yaml:3 channels.approvals: found "deploys"; allowed: a channel in quotes such as "#engineering" (# begins a comment otherwise), or a channel id',
    ],
  },
  {
    name: 'a channel is missing',
    edits: [['budgeteer.yaml', '  incidents: C0INCIDENTS\n', '']],
    problems: [
      'budgeteer.yaml:1 channels.incidents: missing; allowed: a channel in quotes such as "#engineering" (# begins a comment otherwise), or a channel id',
    ],
  },
  {
    name: 'a user is a name',
    edits: [['budgeteer.yaml', 'U0VP]', '"@vera"]']],
    problems: [
      'budgeteer.yaml:14 roles.vp-engineering.users[0]: found "@vera"; allowed: a Slack user id such as U012AB3CD (in Slack: profile, ⋮, Copy member ID)',
    ],
  },
  {
    name: 'a group is a user',
    edits: [['budgeteer.yaml', 'S0SRE]', 'U0SRE]']],
    problems: [
      'budgeteer.yaml:8 roles.sre.groups[0]: found "U0SRE"; allowed: the id of a Slack user group such as S012AB3CD (it ends the address of the group’s page)',
    ],
  },
  {
    name: 'a role implies one that is not there',
    edits: [['budgeteer.yaml', 'users: [U0CTO]', 'users: [U0CTO]\n    implies: [vp-enginering]']],
    problems: [
      'budgeteer.yaml:18 roles.cto.implies[0]: no role is called vp-enginering; did you mean vp-engineering? (known: sre, senior-engineer, vp-engineering, cto)',
    ],
  },
  {
    name: 'service-owner is given to somebody',
    edits: [
      ['budgeteer.yaml', '  cto:\n', '  service-owner:\n    title: Owner\n    users: [U0X1]\n  cto:\n'],
    ],
    problems: [
      'budgeteer.yaml:15 roles.service-owner: this role is each service’s owner; it is filled in slos/, not here',
    ],
  },
  {
    name: 'nobody fills a role that the policy asks for',
    edits: [['budgeteer.yaml', 'users: [U0SENIOR1, U0SENIOR2]', 'users: []']],
    problems: [
      'budgeteer.yaml:9 roles.senior-engineer: nobody fills this role, which team asks for; name users or groups',
    ],
  },
  {
    name: 'nobody fills a role that no policy asks for',
    edits: [['budgeteer.yaml', '    title: CTO\n    users: [U0CTO]', '    title: CTO']],
    problems: ['warning budgeteer.yaml:15 roles.cto: nobody fills this role; name users or groups'],
  },
  {
    name: 'one person would have to fill two seats',
    edits: [['budgeteer.yaml', 'U0SENIOR1, U0SENIOR2]', 'U0SENIOR1]']],
    problems: [
      'warning policies/team.yaml:44 levels.RED.exception.approvals: 1 × vp-engineering + 2 × senior-engineer needs 3 different people, and those named can fill only 2 of the seats',
    ],
  },
  {
    name: 'the same person is all of them',
    edits: [
      ['budgeteer.yaml', 'U0SENIOR1, U0SENIOR2]', 'U0SENIOR1, U0VP]'],
      ['budgeteer.yaml', 'U0CTO', 'U0VP'],
    ],
    problems: [
      'warning policies/team.yaml:44 levels.RED.exception.approvals: 1 × vp-engineering + 2 × senior-engineer needs 3 different people, and those named can fill only 2 of the seats',
    ],
  },
  {
    name: 'the default policy does not exist',
    edits: [['budgeteer.yaml', 'default_policy: team', 'default_policy: teem']],
    problems: [
      'budgeteer.yaml:33 default_policy: no policy is called teem; did you mean team? (known: team)',
    ],
  },
  {
    name: 'the address of Prometheus has no scheme',
    edits: [['budgeteer.yaml', 'https://prometheus.example.com/', 'prometheus:9090']],
    problems: [
      'budgeteer.yaml:21 sources.main.prometheus.url: found "prometheus:9090"; allowed: an http or https address such as http://prometheus:9090',
    ],
  },
  {
    name: 'the address holds a password',
    edits: [['budgeteer.yaml', 'https://prometheus', 'https://bob:hunter2@prometheus']],
    problems: [
      'budgeteer.yaml:21 sources.main.prometheus.url: a secret stands here (not shown); move it to an environment variable, and replace it, since it has been seen',
    ],
  },
  {
    name: 'two kinds of authentication',
    edits: [
      [
        'budgeteer.yaml',
        '        bearer_env: PROMETHEUS_TOKEN',
        '        bearer_env: PROMETHEUS_TOKEN\n        basic: { username: bob, password_env: PASS }',
      ],
    ],
    problems: [
      'budgeteer.yaml:22 sources.main.prometheus.auth: auth has exactly one of bearer_env, basic, header',
    ],
  },
  {
    name: 'a bearer token stands in the file',
    edits: [['budgeteer.yaml', 'bearer_env: PROMETHEUS_TOKEN', 'bearer: abc123']],
    problems: [
      'budgeteer.yaml:23 sources.main.prometheus.auth.bearer: a secret does not belong in a file: put it into an environment variable and name that variable with bearer_env',
    ],
  },
  {
    name: 'a token stands where its variable belongs',
    edits: [['budgeteer.yaml', 'env: BUDGETEER_TOKEN_CI', 'env: s3cr3t-token']],
    problems: [
      'budgeteer.yaml:27 gate.tokens[ci].env: found a value (not shown); allowed: the name of an environment variable, such as BUDGETEER_TOKEN_CI',
    ],
  },
  {
    name: 'a gate token stands in the file',
    edits: [['budgeteer.yaml', 'env: BUDGETEER_TOKEN_CI', 'token: s3cr3t-token']],
    problems: [
      'budgeteer.yaml:27 gate.tokens[ci].token: a secret does not belong in a file: put it into an environment variable and name that variable with env',
    ],
  },
  {
    name: 'a Slack token stands in the file',
    edits: [
      [
        'budgeteer.yaml',
        'default_policy:',
        'slack: { mode: socket, bot_token: xoxb-123-secret }\ndefault_policy:',
      ],
    ],
    problems: [
      'budgeteer.yaml:33 slack.bot_token: a secret does not belong in a file: put it into the environment variable SLACK_BOT_TOKEN',
    ],
  },
  {
    name: 'a Slack token stands in a title',
    edits: [['budgeteer.yaml', 'title: CTO', 'title: xapp-1-secret']],
    problems: [
      'budgeteer.yaml:16 roles.cto.title: a secret stands here (not shown); move it to an environment variable, and replace it, since it has been seen',
    ],
  },
  {
    name: 'an unknown mode of Slack',
    edits: [['budgeteer.yaml', 'default_policy:', 'slack: { mode: sockets }\ndefault_policy:']],
    problems: ['budgeteer.yaml:33 slack.mode: found "sockets"; did you mean socket? allowed: socket, http'],
  },
  {
    name: 'an unknown scope',
    edits: [['budgeteer.yaml', 'scopes: [read, events]', 'scopes: [read, event]']],
    problems: [
      'budgeteer.yaml:30 gate.tokens[ci].scopes[1]: found "event"; did you mean events? allowed: gate, events, read, alerts',
    ],
  },
  {
    name: 'two tokens share a name',
    edits: [['budgeteer.yaml', 'name: release', 'name: ci']],
    problems: ['budgeteer.yaml:31 gate.tokens[ci].name: another token is called ci; names are distinct'],
  },
  {
    name: 'two tokens share a variable',
    edits: [['budgeteer.yaml', 'BUDGETEER_TOKEN_RELEASE', 'BUDGETEER_TOKEN_CI']],
    problems: [
      'budgeteer.yaml:32 gate.tokens[release].env: BUDGETEER_TOKEN_CI is the variable of ci too; release needs its own',
    ],
  },
  {
    name: 'a token may claim what is no change type',
    edits: [['budgeteer.yaml', '[security]', '[secuirty]']],
    problems: [
      'budgeteer.yaml:29 gate.tokens[ci].may_claim[0]: no change type is called secuirty; did you mean security? (known: feature, migration, security)',
    ],
  },
  {
    name: 'a token may claim what is not exempt',
    edits: [['budgeteer.yaml', '[security]', '[feature]']],
    problems: [
      'warning budgeteer.yaml:29 gate.tokens[ci].may_claim[0]: feature is exempt under no policy, so there is nothing to claim',
    ],
  },
  {
    name: 'a duration is a number',
    edits: [['budgeteer.yaml', 'default_policy:', 'poll: { every: 60 }\ndefault_policy:']],
    problems: ['budgeteer.yaml:33 poll.every: found 60; allowed: a duration such as 30d, 6h, 1h30m or 45s'],
  },
  {
    name: 'a duration has an unknown unit',
    edits: [['budgeteer.yaml', 'default_policy:', 'poll: { every: 1min }\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 poll.every: found "1min"; allowed: a duration such as 30d, 6h, 1h30m or 45s',
    ],
  },
  {
    name: 'a duration is nothing',
    edits: [['budgeteer.yaml', 'default_policy:', 'poll: { every: 0s }\ndefault_policy:']],
    problems: ['budgeteer.yaml:33 poll.every: found "0s"; allowed: a duration such as 30d, 6h, 1h30m or 45s'],
  },
  {
    name: 'a port is out of range',
    edits: [['budgeteer.yaml', 'default_policy:', 'http: { port: 80800 }\ndefault_policy:']],
    problems: ['budgeteer.yaml:33 http.port: found 80800; allowed: a whole number from 0 to 65535'],
  },
  {
    name: 'a time zone does not exist',
    edits: [['budgeteer.yaml', 'default_policy:', 'time_zone: Europe/Belin\ndefault_policy:']],
    problems: [
      'budgeteer.yaml:33 time_zone: found "Europe/Belin"; allowed: a time zone such as UTC or Europe/Berlin',
    ],
  },
  {
    name: 'yes is a text in YAML 1.2',
    edits: [['budgeteer.yaml', 'automatic: true', 'automatic: yes']],
    problems: ['budgeteer.yaml:28 gate.tokens[ci].automatic: found "yes"; allowed: true or false'],
  },
  {
    name: 'roles are a list',
    edits: [
      ['budgeteer.yaml', 'roles:\n  sre:\n', 'roles:\n  - sre:\n'],
      ['budgeteer.yaml', '    title: SRE\n    groups: [S0SRE]\n', '      title: SRE\n'],
    ],
    problems: [
      'budgeteer.yaml:8: not valid YAML: All mapping items must start at the same column',
      'budgeteer.yaml:11: not valid YAML: All mapping items must start at the same column',
      'budgeteer.yaml:14: not valid YAML: All mapping items must start at the same column',
    ],
  },
  {
    name: 'a header has no value that a header can have, and one is sent already',
    edits: [
      [
        'budgeteer.yaml',
        'bearer_env: PROMETHEUS_TOKEN',
        'bearer_env: PROMETHEUS_TOKEN\n      headers:\n        X-Scope-OrgID: ""\n        Authorization: { value_env: AUTH }',
      ],
    ],
    problems: [
      'budgeteer.yaml:25 sources.main.prometheus.headers.X-Scope-OrgID: found an empty text; allowed: a text without line breaks, or value_env with the name of an environment variable',
      'budgeteer.yaml:26 sources.main.prometheus.headers.Authorization: Authorization is sent already; each header has one value',
    ],
  },
  {
    name: 'discovery without an owner, with an unknown policy and an invalid pattern',
    edits: [
      [
        'budgeteer.yaml',
        'bearer_env: PROMETHEUS_TOKEN',
        'bearer_env: PROMETHEUS_TOKEN\n      discover: { owner: {}, policy: taem, services: "(" }',
      ],
    ],
    problems: [
      'budgeteer.yaml:24 sources.main.prometheus.discover.owner: nobody owns what is found; name at least one user or group',
      'budgeteer.yaml:24 sources.main.prometheus.discover.services: found "("; allowed: a regular expression such as "payments-.*"',
    ],
  },
  {
    name: 'the policy of what is found is not there',
    edits: [
      [
        'budgeteer.yaml',
        'bearer_env: PROMETHEUS_TOKEN',
        'bearer_env: PROMETHEUS_TOKEN\n      discover: { owner: { users: [U0OWNER] }, policy: taem }',
      ],
    ],
    problems: [
      'budgeteer.yaml:24 sources.main.prometheus.discover.policy: no policy is called taem; did you mean team? (known: team)',
    ],
  },
  {
    name: 'recorded is neither true nor false',
    edits: [
      [
        'budgeteer.yaml',
        'bearer_env: PROMETHEUS_TOKEN',
        'bearer_env: PROMETHEUS_TOKEN\n      recorded: auto',
      ],
    ],
    problems: ['budgeteer.yaml:24 sources.main.prometheus.recorded: found "auto"; allowed: true or false'],
  },
]

test.each(MISTAKES)('$name', async ({ edits, problems }) => {
  const loaded = await loadEdited(edits)
  expect(problemLines(loaded)).toEqual(problems)
  expect(loaded.ok).toBe(problems.every((problem) => problem.startsWith('warning ')))
})
