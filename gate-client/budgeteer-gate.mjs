#!/usr/bin/env node
// The gate client of Budgeteer, for Node 18 and newer: one file, no dependencies. --help says what it takes.
// Built from gate-client/ of Budgeteer; do not edit. License: Apache-2.0.
// gate-client/description/ci-systems.ts
var CI_SYSTEMS = [
  { name: 'GitHub', run: 'GITHUB_RUN_ID', attempt: 'GITHUB_RUN_ATTEMPT' },
  { name: 'GitLab', run: 'CI_PIPELINE_ID' },
  { name: 'Buildkite', run: 'BUILDKITE_BUILD_ID', attempt: 'BUILDKITE_RETRY_COUNT', from: 0 },
  { name: 'Azure', run: 'BUILD_BUILDID', attempt: 'SYSTEM_JOBATTEMPT' },
  { name: 'Jenkins', run: 'BUILD_TAG' },
  { name: 'Jenkins', run: 'BUILD_ID' },
]
var REVISIONS = ['GITHUB_SHA', 'CI_COMMIT_SHA', 'BUILDKITE_COMMIT', 'BUILD_SOURCEVERSION', 'GIT_COMMIT']

// gate-client/description/exit-codes.ts
var ENDINGS = {
  allowed: { code: 0, title: 'Allowed', meaning: 'allowed' },
  denied: { code: 3, title: 'Denied', meaning: 'denied' },
  waiting: { code: 4, title: 'Waiting for approval', meaning: 'waiting for approval' },
  usage: { code: 2, title: 'Wrong usage', meaning: 'wrong usage' },
  /** As shells count a program that a signal ended. */
  interrupted: { code: 130, title: 'Interrupted', meaning: 'interrupted' },
  unanswered: {
    code: 1,
    title: 'No answer',
    meaning: 'no answer: the bot cannot be reached, is not there, or turned the token away',
  },
}
var ENDING_OF = { approved: 'allowed', 'needs-approval': 'waiting', blocked: 'denied' }

// gate-client/description/pauses.ts
var PAUSES = {
  /** Between two tries of one question; doubled each time. */
  firstRetryMs: 500,
  longestRetryMs: 3e4,
  /** Between two questions of `--wait`; half as long again each time. */
  firstPollMs: 2e3,
  longestPollMs: 15e3,
}
var DEFAULTS = { wait: '30m', timeout: '15s', retries: '5' }

// gate-client/description/flags.ts
var FLAGS = [
  {
    name: 'url',
    kind: 'address',
    value: '<url>',
    help: 'where the bot listens ($BUDGETEER_URL if not given)',
  },
  { name: 'service', kind: 'text', value: '<name>', field: 'service', required: true, help: 'the service' },
  {
    name: 'change',
    kind: 'text',
    value: '<type>',
    field: 'change',
    required: true,
    help: 'the change type: feature, p0-hotfix, …',
  },
  {
    name: 'revision',
    kind: 'text',
    value: '<revision>',
    field: 'revision',
    help: "what is shipped: a commit, a tag (default: the CI's commit)",
  },
  {
    name: 'environment',
    kind: 'text',
    value: '<name>',
    field: 'environment',
    help: 'where to (default: production)',
  },
  {
    name: 'risk',
    kind: 'text',
    value: '<risk>',
    field: 'risk',
    help: "a risk higher than the change type's own",
  },
  {
    name: 'request',
    kind: 'text',
    value: '<id>',
    field: 'request',
    help: 'the deploy request that this belongs to',
  },
  {
    name: 'run',
    kind: 'text',
    value: '<id>',
    field: 'run',
    help: "the pipeline run: a further attempt of it may use its grant again (default: the CI's own)",
  },
  {
    name: 'attempt',
    kind: 'count',
    value: '<number>',
    field: 'attempt',
    help: 'which attempt of the run this is, from 1 (default: as the CI counts it)',
  },
  {
    name: 'confirm',
    kind: 'names',
    value: '<names>',
    field: 'confirm',
    help: 'requirements that this pipeline vouches for, with commas between',
  },
  {
    name: 'wait',
    kind: 'duration',
    value: '[duration]',
    help: `ask until it is decided, at most so long (default: ${DEFAULTS.wait})`,
  },
  {
    name: 'interval',
    kind: 'duration',
    value: '<duration>',
    help: 'pause between two questions of --wait (default: 2s, growing to 15s)',
  },
  {
    name: 'timeout',
    kind: 'duration',
    value: '<duration>',
    help: `how long one try may take (default: ${DEFAULTS.timeout})`,
  },
  {
    name: 'retries',
    kind: 'number',
    value: '<number>',
    help: `further tries of a bot that cannot be reached (default: ${DEFAULTS.retries})`,
  },
  {
    name: 'on-error',
    kind: 'verdict',
    value: '<verdict>',
    help: 'allow or deny: what to conclude when the bot cannot be reached',
  },
  {
    name: 'cacert',
    kind: 'file',
    value: '<file>',
    help: "PEM file of the authorities to trust instead of the system's ($CURL_CA_BUNDLE if not given)",
  },
  {
    name: 'dry-run',
    kind: 'switch',
    field: 'dryRun',
    help: 'ask without using the grant: what would be answered now?',
  },
  { name: 'json', kind: 'switch', help: 'print the answer as JSON; the last line goes to standard error' },
]

// gate-client/description/help.ts
var systems = [...new Set(CI_SYSTEMS.map(({ name }) => name))]
var { unanswered, ...others } = ENDINGS
var told = ({ code, meaning }) => `${code} ${meaning}`
var ABOUT = `The token comes from the environment alone: BUDGETEER_TOKEN. Lengths of time have a unit: 45s, 30m, 1h30m, 2d.
Commit, run and attempt are those of ${systems.slice(0, -1).join(', ')} or ${systems.at(-1) ?? ''} if not given: a job that
failed and runs again in the same run may use its grant again; another run may not.
HTTPS_PROXY, HTTP_PROXY and NO_PROXY count. NODE_EXTRA_CA_CERTS names authorities to trust.`
var ON_ERROR = `With --on-error, a bot that cannot be reached means ${ENDINGS.allowed.code} (allow) or ${ENDINGS.denied.code} (deny).`
var HELP_AFTER = `${ABOUT}

Exit codes: ${Object.values(others).map(told).join(', ')},
${told(unanswered)}.
${ON_ERROR}`
var synopsis = ({ name, value }) => `--${name}${value === void 0 ? '' : ` ${value}`}`
function helpText() {
  const width = Math.max(...FLAGS.map((flag) => synopsis(flag).length))
  const lines = FLAGS.map((flag) => `  ${synopsis(flag).padEnd(width)}  ${flag.help}`)
  return `Usage: budgeteer-gate --service <name> --change <type> [flags]

Asks the bot whether a change may be deployed, and says so with its exit code.

${lines.join('\n')}

${HELP_AFTER}`
}

// gate-client/client/given-flags.ts
var WrongUsage = class extends Error {
  name = 'WrongUsage'
}
function givenFlags(args) {
  const given = /* @__PURE__ */ new Map()
  const left = [...args]
  for (let arg = left.shift(); arg !== void 0; arg = left.shift()) {
    if (arg === '--help' || arg === '-h') return null
    const [name, ...values] = arg.slice(2).split('=')
    const flag = arg.startsWith('--') ? FLAGS.find((one) => one.name === name) : void 0
    if (flag === void 0) throw new WrongUsage(`there is no ${arg.split('=')[0] ?? arg}, but ${ALL}`)
    given.set(flag.name, valueOf(flag, values, left))
  }
  return given
}
var ALL = FLAGS.map(({ name }) => `--${name}`).join(', ')
function valueOf({ name, value }, written, left) {
  if (value === void 0) {
    if (written.length > 0) throw new WrongUsage(`--${name} takes no value`)
    return ''
  }
  if (written.length > 0) return written.join('=')
  if (left[0] !== void 0 && !left[0].startsWith('--')) return left.shift() ?? ''
  if (value.startsWith('[')) return ''
  throw new WrongUsage(`--${name} lacks its value`)
}

// gate-client/client/node-modules.ts
import { createRequire } from 'node:module'
var load = createRequire(import.meta.url)
var nodeHttp = () => load('node:http')
var nodeHttps = () => load('node:https')
var nodeTls = () => load('node:tls')
var nodeFs = () => load('node:fs')

// gate-client/client/post.ts
var MOST_BYTES = 1e6
async function post(call) {
  const { url, proxy, body, headers, signal } = call
  const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const options = { method: 'POST', headers: sent, signal }
  if (url.protocol === 'https:') {
    const socket = proxy === null ? void 0 : await tunnel(url, proxy, call)
    const { request } = nodeHttps()
    const { hostname: servername } = url
    return await exchange(
      request(url, {
        ...options,
        ...(call.ca !== void 0 && { ca: call.ca }),
        // Node asks an agent for the connection where there is one.
        ...(socket === void 0
          ? { agent: false }
          : { createConnection: tlsOver(socket, servername, call.ca) }),
      }),
      body,
    )
  }
  if (proxy === null) return await exchange(nodeHttp().request(url, { ...options, agent: false }), body)
  const through = requestFor(proxy)
  return await exchange(
    through(proxy, {
      ...options,
      agent: false,
      ...(call.ca !== void 0 && { ca: call.ca }),
      path: url.href,
      headers: { ...sent, host: url.host, ...proxyAuthorization(proxy) },
    }),
    body,
  )
}
var requestFor = ({ protocol }) => (protocol === 'https:' ? nodeHttps().request : nodeHttp().request)
function tlsOver(socket, servername, ca) {
  const { connect } = nodeTls()
  return () => connect({ socket, servername, ...(ca !== void 0 && { ca }) })
}
async function tunnel(url, proxy, { ca, signal }) {
  const request = requestFor(proxy)
  const target = `${url.hostname}:${url.port || '443'}`
  return await new Promise((resolve, reject) => {
    request(proxy, {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      agent: false,
      signal,
      ...(ca !== void 0 && { ca }),
    })
      .once('connect', (answer, socket) => {
        if (answer.statusCode === 200) resolve(socket)
        else {
          socket.destroy()
          reject(
            new Error(`the proxy answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim()),
          )
        }
      })
      .once('response', (answer) => {
        answer.destroy()
        reject(new Error(`the proxy answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim()))
      })
      .once('error', reject)
      .end()
  })
}
var proxyAuthorization = ({ username, password }) =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(
          `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
        ).toString('base64')}`,
      }
var exchange = (request, body) =>
  new Promise((resolve, reject) => {
    request
      .once('response', (answer) => {
        takeText(answer).then((text) => {
          const { statusCode = 0, statusMessage = '', headers } = answer
          resolve({ status: statusCode, statusText: statusMessage, retryAfter: headers['retry-after'], text })
        }, reject)
      })
      .once('error', reject)
      .end(body)
  })
async function takeText(answer) {
  const chunks = []
  let bytes = 0
  for await (const chunk of answer) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error('the answer is longer than any of Budgeteer')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

// gate-client/client/proxy.ts
var named = (env, name) => (env[name] || env[name.toUpperCase()] || '').trim()
function proxyFor(address, env) {
  const text =
    named(env, address.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || named(env, 'all_proxy')
  if (text === '' || isExempt(address, named(env, 'no_proxy'))) return null
  const written = /^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`
  if (/^https?:\/\/[^\s/]/i.test(written) && URL.canParse(written)) return new URL(written)
  throw new WrongUsage(
    'the proxy that the environment names is none that is known: write http://<host>:<port>',
  )
}
function isExempt({ hostname, port, protocol }, exempt) {
  const portOf = port || (protocol === 'https:' ? '443' : '80')
  return exempt
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (name === '' || (only !== void 0 && only !== portOf)) return false
      return hostname === name || hostname.endsWith(`.${name}`)
    })
}

// gate-client/client/reply.ts
var isReply = (value) => isEnforced(value) && (!('wouldHave' in value) || isEnforced(value.wouldHave))
function isEnforced(value) {
  if (typeof value !== 'object' || value === null) return false
  const { allowed, decision, explanation } = value
  return (
    typeof allowed === 'boolean' &&
    typeof decision === 'string' &&
    Object.hasOwn(ENDING_OF, decision) &&
    typeof explanation === 'string'
  )
}
function problemLines(value) {
  if (typeof value !== 'object' || value === null || !('detail' in value)) return void 0
  if (typeof value.detail !== 'string') return void 0
  const errors = 'errors' in value && Array.isArray(value.errors) ? value.errors : []
  const lines = errors.flatMap(({ pointer, detail }) =>
    typeof pointer === 'string' && typeof detail === 'string' ? [`${pointer.slice(1)}: ${detail}`] : [],
  )
  return lines.length > 0 ? lines : [value.detail]
}

// gate-client/client/ask-gate.ts
async function askGate(asking, { env, clock }) {
  const tries = asking.retries + 1
  let pauseMs = PAUSES.firstRetryMs
  for (let tried = 1; ; tried += 1) {
    const outcome = await tryOnce(asking, env)
    if (outcome.kind !== 'again') return outcome
    if (tried === tries)
      return { kind: 'unreachable', why: `${outcome.why} (tried ${tries === 1 ? 'once' : `${tries} times`})` }
    const { afterMs } = outcome
    const half = 0.5 + clock.random() / 2
    await clock.sleep(
      Math.min(
        afterMs === void 0 ? pauseMs * half : afterMs + (pauseMs * clock.random()) / 2,
        PAUSES.longestRetryMs,
      ),
      asking.signal,
    )
    pauseMs = Math.min(pauseMs * 2, PAUSES.longestRetryMs)
  }
}
var LATE = new Error('late')
async function tryOnce(asking, env) {
  const { signal, timeoutMs, key, token, question, ca } = asking
  const url = new URL(`${asking.url}/v1/gate`)
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  signal.addEventListener('abort', interrupt)
  const timer = setTimeout(() => stop.abort(LATE), timeoutMs)
  try {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': key,
    }
    const body = JSON.stringify(question)
    return meaningOf(await post({ url, headers, body, proxy: proxyFor(url, env), ca, signal: stop.signal }))
  } catch (error) {
    if (signal.aborted) throw error
    if (stop.signal.reason === LATE)
      return { kind: 'again', why: `no answer within ${secondsText(timeoutMs)}`, afterMs: void 0 }
    return failure(error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}
var secondsText = (ms) => `${ms / 1e3} s`
function meaningOf({ status, statusText, retryAfter, text }) {
  const body = parsedJson(text)
  if (status === 200 && isReply(body)) return { kind: 'answered', reply: body }
  const problem = problemLines(body)
  const why = problem?.join('; ') ?? `HTTP ${status} ${statusText}`.trim()
  if (status === 408 || status === 429 || status >= 500)
    return { kind: 'again', why, afterMs: retryAfterMs(retryAfter) }
  return problem === void 0 || status < 400
    ? { kind: 'unreachable', why: `what answered there is not Budgeteer (${why})` }
    : { kind: 'refused', status, why }
}
function parsedJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return void 0
  }
}
var retryAfterMs = (header = '') => (/^\d{1,5}$/.test(header) ? Number(header) * 1e3 : void 0)
var UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/
function failure(error) {
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const { message, code } = first
  if (code !== void 0 && UNTRUSTED.test(code))
    return { kind: 'unreachable', why: `${message}: name its authority by --cacert or NODE_EXTRA_CA_CERTS` }
  return { kind: 'again', why: message || code || 'the connection failed', afterMs: void 0 }
}

// gate-client/client/duration.ts
var UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 }
function durationMs(text) {
  if (!/^(\d{1,9}(ms|[smhd]))+$/.test(text)) return void 0
  let ms = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) {
    ms += Number(count) * (UNITS[unit ?? ''] ?? 0)
  }
  return ms > 0 ? ms : void 0
}
var durationAdvice = (text) =>
  /^\d+$/.test(text)
    ? `${text} has no unit: ${text}s is seconds, ${text}m minutes, ${text}h hours.`
    : 'Write 45s, 30m, 1h30m or 2d.'

// gate-client/client/options.ts
function gateOptions(flags, env) {
  const given = new Map([...fromCi(env), ...flags])
  if (!given.has('url') && env['BUDGETEER_URL']) given.set('url', env['BUDGETEER_URL'])
  const values = /* @__PURE__ */ new Map()
  for (const flag of FLAGS) {
    const value = given.get(flag.name)
    if (value === void 0 && flag.required) throw new WrongUsage(`${needed(flag)} is missing`)
    if (value !== void 0) values.set(flag.name, valueOf2(flag, value))
  }
  if (!values.has('url')) throw new WrongUsage('--url <url> is missing, or set BUDGETEER_URL')
  const token = env['BUDGETEER_TOKEN'] ?? ''
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new WrongUsage('set BUDGETEER_TOKEN to a token of the bot with the scope "gate"')
  const question = FLAGS.flatMap(({ name, field }) =>
    field !== void 0 && values.has(name) ? [[field, values.get(name)]] : [],
  )
  return {
    url: values.get('url').replace(/\/+$/, ''),
    token,
    question: Object.fromEntries(question),
    waitMs: values.get('wait') ?? 0,
    intervalMs: values.get('interval'),
    timeoutMs: values.get('timeout') ?? durationMs(DEFAULTS.timeout),
    retries: values.get('retries') ?? Number(DEFAULTS.retries),
    onError: values.get('on-error'),
    cacert: values.get('cacert') ?? (env['CURL_CA_BUNDLE'] || void 0),
    dryRun: values.has('dry-run'),
    json: values.has('json'),
  }
}
var needed = ({ name, value = '' }) => `--${name} ${value}`
function fromCi(env) {
  const revision = REVISIONS.map((name) => env[name]).find(Boolean)
  const system = CI_SYSTEMS.find(({ run }) => env[run])
  const counted = system?.attempt === void 0 ? '' : (env[system.attempt] ?? '')
  const from = system?.from ?? 1
  return [
    ...(revision ? [['revision', revision]] : []),
    ...(system ? [['run', env[system.run] ?? '']] : []),
    ...(/^\d{1,4}$/.test(counted) ? [['attempt', `${Number(counted) + 1 - from}`]] : []),
  ]
}
function valueOf2(flag, text) {
  const wrong = (advice) => new WrongUsage(`--${flag.name} ${text}: ${advice}`)
  switch (flag.kind) {
    case 'switch':
      return true
    case 'address':
      if (/^https?:\/\/[^\s@?#"\\]+$/.test(text) && URL.canParse(text)) return text
      throw wrong('It must be an address such as https://budgeteer.example.com.')
    case 'duration': {
      const ms = durationMs(text === '' ? DEFAULTS.wait : text)
      if (ms === void 0) throw wrong(durationAdvice(text))
      return ms
    }
    case 'count':
      if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
      throw wrong('It must be 1, 2, 3, …')
    case 'number':
      if (/^\d{1,4}$/.test(text)) return Number(text)
      throw wrong('It must be 0, 1, 2, …')
    case 'verdict':
      if (text === 'allow' || text === 'deny') return text
      throw wrong('It must be allow or deny.')
    case 'names':
      return text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    case 'file':
    case 'text':
      if (text !== '' && !new RegExp('\\p{Cc}', 'u').test(text)) return text
      throw wrong('It must be one line of text.')
  }
}

// gate-client/client/words.ts
var plain = (text) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/##\[/g, '# #[')
var lastLine = (ending, why, mark = '') =>
  plain(`${ENDINGS[ending].title}${mark} (exit ${ENDINGS[ending].code}): ${why}`)
var endingOf = ({ allowed, decision }) =>
  allowed ? 'allowed' : decision === 'approved' ? 'denied' : ENDING_OF[decision]
function verdictLine(reply, isDryRun) {
  const { wouldHave } = reply
  const isShadow = wouldHave !== void 0
  const marks = [...(isShadow ? ['shadow'] : []), ...(isDryRun ? ['dry run'] : [])]
  const why = isShadow
    ? `enforced, it would be ${ENDINGS[endingOf(wouldHave)].meaning}: ${wouldHave.explanation}`
    : reply.explanation
  return lastLine(endingOf(reply), why, marks.map((mark) => `, ${mark}`).join(''))
}
function reasonLines(reply) {
  try {
    return linesOf(reply)
  } catch {
    return []
  }
}
function linesOf(reply) {
  const enforced = reply.wouldHave ?? reply
  const { reasons = [], seats = [], requires = [], rule, policy, level } = enforced
  const { titles = {}, budget, requestId, grantId, expiresAt } = enforced
  const left = budget?.remainingText ?? ''
  const open = seats
    .filter(({ count, filledBy }) => filledBy.length < count)
    .map(({ role, count, filledBy }) => `${count - filledBy.length} × ${titleOf(role, titles)}`)
  const rows = [
    ['reason', reasons.map((reason) => reason.replace(/_/g, ' ')).join(', ')],
    ['policy', rule && `${rule}${policy ? ` (${policy.name} ${policy.version})` : ''}`],
    ['level', level && `${level}${left === '' ? '' : `, budget left ${left}`}`],
    ['open seats', open.join(', ')],
    ['still needed', requires.map((name) => withTitle(name, titles)).join(', ')],
    ['request', requestId],
    ['grant', grantId && `${grantId}${expiresAt ? `, until ${expiresAt}` : ''}`],
    ['on record', recordOf(reply)],
  ]
  return rows.flatMap(([name, value]) => (value ? [plain(`  ${name.padEnd(12)}  ${value}`)] : []))
}
var recordOf = ({ audit }) => (audit === void 0 ? '' : `${audit.seq}:${audit.hash}`)
var titleOf = (name, titles) => (Object.hasOwn(titles, name) ? titles[name] : void 0) ?? name
function withTitle(name, titles) {
  const title = titleOf(name, titles)
  return title === name ? name : `${title} [${name}]`
}

// gate-client/client/run-gate.ts
async function runGate(flags, surroundings) {
  const { out, err } = surroundings
  const { ending, line, reply } = await endOf(flags, surroundings)
  if (reply === void 0) err(line)
  else if (flags.has('json')) {
    out(JSON.stringify(reply, null, 2))
    err(line)
  } else {
    for (const row of reasonLines(reply)) out(row)
    out(line)
  }
  return ENDINGS[ending].code
}
async function endOf(flags, surroundings) {
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const options = gateOptions(flags, surroundings.env)
    const { cacert, onError, dryRun } = options
    proxyFor(new URL(options.url), surroundings.env)
    const ca = cacert === void 0 ? void 0 : authorities(cacert)
    const outcome = await askUntilDecided(
      { ...options, ca, key: newKey(), signal: stop.signal },
      surroundings,
    )
    if (outcome.kind === 'answered') {
      const { reply } = outcome
      return { ending: endingOf(reply), line: verdictLine(reply, dryRun), reply }
    }
    if (outcome.kind === 'refused') {
      const ending2 = [401, 403, 404].includes(outcome.status) ? 'unanswered' : 'usage'
      return { ending: ending2, line: lastLine(ending2, outcome.why) }
    }
    const why = notReached(outcome)
    if (onError === void 0) return { ending: 'unanswered', line: lastLine('unanswered', why) }
    const ending = onError === 'allow' ? 'allowed' : 'denied'
    return { ending, line: lastLine(ending, `--on-error ${onError}, for ${why}`, ', without an answer') }
  } catch (error) {
    if (stop.signal.aborted)
      return { ending: 'interrupted', line: lastLine('interrupted', 'nothing was decided') }
    if (error instanceof WrongUsage) return wrongUsage(error)
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
var wrongUsage = ({ message }) => ({
  ending: 'usage',
  line: lastLine('usage', `${message} (--help says what there is)`),
})
function authorities(file) {
  try {
    return nodeFs().readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongUsage(`the authorities to trust cannot be read: ${error.message}`)
  }
}
var newKey = () =>
  [Date.now(), Math.random(), Math.random()].map((part) => part.toString(36).replace('0.', '')).join('-')
async function askUntilDecided(asking, surroundings) {
  const { clock, err } = surroundings
  const until = clock.now() + asking.waitMs
  let pauseMs = PAUSES.firstPollMs
  let told2 = ''
  for (;;) {
    const outcome = await askGate(asking, surroundings)
    const leftMs = until - clock.now()
    if (isFinal(outcome) || leftMs <= 0) return outcome
    const news = outcome.kind === 'answered' ? outcome.reply.explanation : notReached(outcome)
    if (news !== told2) err(plain(`waiting: ${news}`))
    told2 = news
    const wantedMs = asking.intervalMs ?? pauseMs * (0.5 + clock.random() / 2)
    await clock.sleep(Math.min(wantedMs, leftMs), asking.signal)
    pauseMs = Math.min(pauseMs * 1.5, PAUSES.longestPollMs)
  }
}
var isFinal = (outcome) =>
  outcome.kind === 'refused' || (outcome.kind === 'answered' && endingOf(outcome.reply) !== 'waiting')
var notReached = (outcome) =>
  outcome.kind === 'unreachable' ? `the bot cannot be reached: ${outcome.why}` : outcome.why

// gate-client/client/surroundings.ts
var machine = {
  get env() {
    return process.env
  },
  out: (line) =>
    void process.stdout.write(`${line}
`),
  err: (line) =>
    void process.stderr.write(`${line}
`),
  clock: {
    now: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wakeUp = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wakeUp)
          if (signal.aborted) reject(new Error('interrupted'))
          else resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        signal.addEventListener('abort', wakeUp)
        if (signal.aborted) wakeUp()
      }),
    random: () => Math.random(),
  },
}

// gate-client/client/main.ts
async function main(args) {
  try {
    const flags = givenFlags(args)
    if (flags !== null) return await runGate(flags, machine)
    machine.out(helpText())
    return ENDINGS.allowed.code
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    const { ending, line } = wrongUsage(error)
    machine.err(line)
    return ENDINGS[ending].code
  }
}
process.exitCode = await main(process.argv.slice(2))
