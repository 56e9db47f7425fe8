import { StoreOpenError } from '../store-error.ts'

/** Whether a text is the URL of a PostgreSQL database. */
export const isPostgresUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text)

/**
 * The database that a URL names, without its password and its options, for errors and logs.
 *
 * @throws StoreOpenError when it is no URL of PostgreSQL
 */
export function databaseName(url: string): string {
  // A socket's folder stands behind `?host=`, and then no host before it.
  const whole = url.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@|postgres(?:ql)?:\/\/)(?=\/)/, '$1localhost')
  if (!isPostgresUrl(url) || !URL.canParse(whole))
    throw new StoreOpenError('PostgreSQL', 'its URL cannot be read', {
      remedy: 'write postgres://USER:PASSWORD@HOST:5432/DATABASE, with what is special in it as %40',
    })
  const { username, hostname, port, pathname, searchParams } = new URL(whole)
  const host = searchParams.get('host') ?? hostname
  const user = username === '' ? '' : `${username}@`
  return `postgres://${user}${host}${port === '' ? '' : `:${port}`}${pathname}`
}
