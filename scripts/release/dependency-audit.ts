import { execFile } from 'node:child_process'

/** What the registry knows of the packages that the bot runs on. */
export type Audited =
  | { readonly kind: 'asked'; readonly found: readonly Advisory[] }
  /** A registry that is out of reach, or that answers no such question. */
  | { readonly kind: 'not-asked'; readonly why: string }

export interface Advisory {
  readonly name: string
  readonly severity: string
}

/** Severities that keep a release back. */
const BARS: ReadonlySet<string> = new Set(['high', 'critical'])

const AUDIT = ['audit', '--omit=dev', '--package-lock-only', '--json']
const ASKED_WITHIN_MS = 60_000
const MOST_OUTPUT = 16 * 1024 * 1024

/** Asks the registry of npm about what package-lock.json names, but for what only development needs. */
export const auditDependencies = (root: string): Promise<Audited> =>
  new Promise((done) => {
    const options = { cwd: root, timeout: ASKED_WITHIN_MS, maxBuffer: MOST_OUTPUT }
    // It exits 1 where it found something, and where it could not ask.
    execFile('npm', AUDIT, options, (_error, out) => done(auditedIn(out)))
  })

/** What npm says as JSON. */
export function auditedIn(text: string): Audited {
  const said = parsed(text)
  if (!isObject(said)) return { kind: 'not-asked', why: 'npm said nothing that can be read' }
  const found = said['vulnerabilities']
  if (!isObject(found))
    return { kind: 'not-asked', why: typeof said['message'] === 'string' ? said['message'] : 'npm named no reason' }
  return {
    kind: 'asked',
    found: Object.entries(found).map(([name, about]) => ({
      name,
      severity: isObject(about) && typeof about['severity'] === 'string' ? about['severity'] : 'unknown',
    })),
  }
}

/** A sentence for people, and whether a release may go on. `isRequired`: not without having asked. */
export function verdictOn(audited: Audited, isRequired: boolean): { readonly isGood: boolean; readonly text: string } {
  if (audited.kind === 'not-asked')
    return { isGood: !isRequired, text: `Nothing is known: the registry was not asked (${audited.why}).` }
  if (audited.found.length === 0) return { isGood: true, text: 'Nothing is known against what the bot runs on.' }
  const named = audited.found.map(({ name, severity }) => `${name} (${severity})`).join(', ')
  return { isGood: !audited.found.some(({ severity }) => BARS.has(severity)), text: `Known: ${named}.` }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
