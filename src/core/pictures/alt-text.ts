import { burnDownWords } from './burn-down-words.ts'
import { burnRatesWords } from './burn-rates-words.ts'
import { fleetWords, ribbonWords } from './level-words.ts'
import type { Picture } from './picture.ts'

/** What a picture shows, in words for who does not see it. */
export function altTextOf(picture: Picture): string {
  switch (picture.kind) {
    case 'burn-down':
      return burnDownWords(picture)
    case 'burn-rates':
      return burnRatesWords(picture)
    case 'fleet':
      return fleetWords(picture)
    case 'ribbon':
      return ribbonWords(picture)
  }
}
