import type { StoreLocation } from '../store-location.ts'
import type { OpenedDatabase } from './opened-database.ts'

/** Opens what is there; makes and changes nothing. */
export async function openDatabase(location: StoreLocation): Promise<OpenedDatabase> {
  if ('url' in location) return (await import('../postgres/open-postgres.ts')).openForMove(location.url)
  return (await import('../sqlite/open-for-move.ts')).openForMove(location.path)
}
