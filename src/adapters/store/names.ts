import { CamelCasePlugin } from 'kysely'

/**
 * Kysely's camel-case plugin, of which the spelling alone is used: as a plugin it would copy every query, and each row
 * once more. The dialect spells names where it writes a statement, and where it builds a row in any case.
 */
class Names extends CamelCasePlugin {
  readonly toSnake = (name: string): string => this.snakeCase(name)
  readonly toCamel = (name: string): string => this.camelCase(name)
}

/** `burn5m` is `burn_5m` in the database. */
export const { toSnake: snakeCase, toCamel: camelCase } = new Names({ underscoreBeforeDigits: true })
