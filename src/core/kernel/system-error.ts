import { OperatorError } from './operator-error.ts'

/** The operating system refused something: a file, a folder or a port. Message and remedy name it. */
export class SystemRefusal extends OperatorError {
  override readonly name = 'SystemRefusal'
}

type Words = readonly [what: string, remedy: string]

const OF_FILES: Readonly<Record<string, Words>> = {
  EACCES: ['may not be read or written', 'give the user that runs Budgeteer the right to'],
  EPERM: ['may not be read or written', 'give the user that runs Budgeteer the right to'],
  EISDIR: ['is a folder, where a file is meant', 'name the file in it'],
  ENOTDIR: ['does not exist, because part of its path is a file', 'name a folder there'],
  EEXIST: ['exists already, and is no folder', 'name another path'],
  ENOENT: ['does not exist', 'see whether the path is right'],
  EROFS: ['is on a disk that can only be read', 'name a path that can be written'],
  ENOSPC: ['cannot be written: the disk is full', 'make room'],
  EFBIG: ['cannot be written: files of that size are not allowed', 'raise the limit (ulimit -f)'],
  EMFILE: ['cannot be opened: too many files are open', 'raise the limit of open files (ulimit -n)'],
  ELOOP: ['leads round in symbolic links', 'name the file itself'],
}

const OF_PORTS: Readonly<Record<string, Words>> = {
  EADDRINUSE: [
    'is taken by another program',
    'end that program, or choose another port (http.port, or --port)',
  ],
  EACCES: ['may not be opened by this user', 'choose a port from 1024 on (http.port, or --port)'],
  EADDRNOTAVAIL: ['is at no address of this machine', 'see http.host in budgeteer.yaml'],
}

/**
 * What the system refused, in words; undefined for any other error. Node leaves the path out of some errors, and the caller
 * who knows it gives it.
 */
export function systemRefusal(error: unknown, path?: string): SystemRefusal | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const code = String(error.code)
  const { port, address, path: own } = error as { port?: unknown; address?: unknown; path?: unknown }
  if (typeof port === 'number') {
    const where =
      typeof address === 'string' ? `${address.includes(':') ? `[${address}]` : address}:${port}` : port
    return refusalOf(OF_PORTS[code], `port ${where}`, error)
  }
  const file = path ?? (typeof own === 'string' ? own : undefined)
  return file === undefined ? undefined : refusalOf(OF_FILES[code], file, error)
}

const refusalOf = (words: Words | undefined, what: string, cause: Error): SystemRefusal | undefined =>
  words && new SystemRefusal(`${what} ${words[0]}`, words[1], { cause })
