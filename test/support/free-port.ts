import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that the system hands out by itself, so that nobody else is given one before it is used. */
const FIRST = 20_000
const COUNT = 10_000

/** A port of 127.0.0.1 on which nobody listens now, and which no other test is given while this process runs. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if ((await isOurs(port)) && (await isFree(port))) return port
  }
  throw new Error('no port is free')
}

/** UDP has numbers of its own: whoever holds this one there holds it against other tests, and TCP's stays free for the server. */
async function isOurs(port: number): Promise<boolean> {
  const holder = createSocket('udp4')
  try {
    holder.bind({ port, address: '127.0.0.1', exclusive: true })
    await once(holder, 'listening')
    holder.unref()
    return true
  } catch {
    return false
  }
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
