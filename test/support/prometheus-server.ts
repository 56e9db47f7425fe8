import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { requiredProgram } from './required-program.ts'

export interface ScrapeTarget {
  readonly job: string
  /** `127.0.0.1:1234`; scraped once a second at `/metrics`. */
  readonly address: string
}

export interface PrometheusSetup {
  /** History to start with: OpenMetrics text with timestamps, `# EOF` at its end. */
  readonly openMetrics?: string
  readonly scrapeTargets?: readonly ScrapeTarget[]
  /** Such as `60d`, the default. */
  readonly retention?: string
  /** Left out: any free one. */
  readonly port?: number
  /** Further ones of its command line. */
  readonly flags?: readonly string[]
}

export interface RunningPrometheus {
  readonly url: string
  stop(): Promise<void>
}

/** Whether a real Prometheus can be started here; tests that need one are skipped by name where it cannot. */
export const hasPrometheus = (): boolean =>
  requiredProgram('prometheus') !== undefined && requiredProgram('promtool') !== undefined

/** Starts a real Prometheus on a free port of 127.0.0.1, with its data in a new temporary folder. */
export async function startPrometheus(setup: PrometheusSetup = {}): Promise<RunningPrometheus> {
  const program = requiredProgram('prometheus')
  const promtool = requiredProgram('promtool')
  if (program === undefined || promtool === undefined) throw new Error('prometheus is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-prometheus-'))
  try {
    return await startIn(folder, program, promtool, setup)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function startIn(
  folder: string,
  program: string,
  promtool: string,
  setup: PrometheusSetup,
): Promise<RunningPrometheus> {
  const data = join(folder, 'data')
  if (setup.openMetrics !== undefined) {
    const history = join(folder, 'history.txt')
    await writeFile(history, setup.openMetrics)
    const load = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=720h']
    await promisify(execFile)(promtool, [...load, history, data])
  }
  const config = join(folder, 'prometheus.yml')
  await writeFile(config, scrapeConfig(setup.scrapeTargets ?? []))
  const port = setup.port ?? (await freePort())
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      `--storage.tsdb.retention.time=${setup.retention ?? '60d'}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...(setup.flags ?? []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const log: string[] = []
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    await stopChild(child)
    await rm(folder, { recursive: true, force: true })
  }
  if (!(await isReady(url, child))) {
    await stop()
    throw new Error(`prometheus did not start: ${log.join('')}`)
  }
  return { url, stop }
}

/** JSON is YAML, and quotes whatever needs it. */
const scrapeConfig = (targets: readonly ScrapeTarget[]): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: targets.map(({ job, address }) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
    })),
  })

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    try {
      const { ok } = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(2_000) })
      if (ok) return true
    } catch {
      // It does not listen yet.
    }
    await setTimeout(100)
  }
  return false
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const slow = setTimeout(10_000, 'slow', { ref: false })
  if ((await Promise.race([exited, slow])) === 'slow') child.kill('SIGKILL')
  await exited
}
