import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Replica } from '../../core/replicas/lease.ts'

/** Linux names each boot of its kernel, the same in all containers on it. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** This process, as others may know it. */
export function thisReplica(): Replica {
  const host = hostname()
  return { host, pid: process.pid, kernel: bootId() ?? host }
}

function bootId(): string | undefined {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim()
  } catch {
    return undefined
  }
}
