import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ChildServer {
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

/** Starts a script of this folder that prints `{"url", "token"}` as its first line and serves until SIGTERM. */
export async function startChild(script: string, args: readonly string[] = []): Promise<ChildServer> {
  const file = new URL(script, import.meta.url).pathname
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([
    once(lines, 'line'),
    exited.then(() => Promise.reject(new Error(`${script} ended before it served`))),
  ])
  const { url, token } = JSON.parse(String(first[0])) as { url: string; token: string }
  return {
    url,
    token,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
