import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that the system hands out by itself, so that nobody else is given one before it is used. */
const FIRST = 20_000
const EACH_WORKER = 500

const worker = Number(process.env['VITEST_POOL_ID'] ?? 0)
let taken = 0

/** A port of 127.0.0.1 on which nobody listens now, and which no other worker of the tests is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < EACH_WORKER; tries += 1) {
    const port = FIRST + (worker % 20) * EACH_WORKER + (taken++ % EACH_WORKER)
    if (await isFree(port)) return port
  }
  throw new Error('no port is free')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
