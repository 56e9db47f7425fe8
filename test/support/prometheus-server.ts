import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requiredProgram } from './required-program.ts'
import { type RunningServer, startServer } from './server-process.ts'

export interface ScrapeTarget {
  readonly job: string
  /** `127.0.0.1:1234`; scraped once a second at `/metrics`. */
  readonly address: string
}

export interface PrometheusSetup {
  /** History to start with: OpenMetrics text with timestamps, `# EOF` at its end. */
  readonly openMetrics?: string
  readonly scrapeTargets?: readonly ScrapeTarget[]
  /** A file of rules. */
  readonly rules?: string
  /** Such as `60d`, the default. */
  readonly retention?: string
  /** Left out: any free one. */
  readonly port?: number
  /** Further ones of its command line. */
  readonly flags?: readonly string[]
}

export type RunningPrometheus = RunningServer

/** Whether a real Prometheus can be started here; tests that need one are skipped by name where it cannot. */
export const hasPrometheus = (): boolean =>
  requiredProgram('prometheus') !== undefined && requiredProgram('promtool') !== undefined

/** Starts a real Prometheus on 127.0.0.1, with its data in a new temporary folder. */
export const startPrometheus = (setup: PrometheusSetup = {}): Promise<RunningPrometheus> =>
  startServer({
    program: 'prometheus',
    readyPath: '/-/ready',
    port: setup.port,
    commandLine: async (folder, address) => {
      const data = join(folder, 'data')
      if (setup.openMetrics !== undefined) await load(setup.openMetrics, folder, data)
      const config = join(folder, 'prometheus.yml')
      await writeFile(config, scrapeConfig(setup.scrapeTargets ?? [], setup.rules))
      return [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        `--storage.tsdb.retention.time=${setup.retention ?? '60d'}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
        ...(setup.flags ?? []),
      ]
    },
  })

async function load(openMetrics: string, folder: string, data: string): Promise<void> {
  const promtool = requiredProgram('promtool')
  if (promtool === undefined) throw new Error('promtool is not installed')
  const history = join(folder, 'history.txt')
  await writeFile(history, openMetrics)
  const create = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=720h']
  await promisify(execFile)(promtool, [...create, history, data])
}

/** JSON is YAML, and quotes whatever needs it. */
const scrapeConfig = (targets: readonly ScrapeTarget[], rules: string | undefined): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    ...(rules !== undefined && { rule_files: [rules] }),
    scrape_configs: targets.map(({ job, address }) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
    })),
  })
