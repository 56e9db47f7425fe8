import type { CustomTypesConfig } from 'pg'

import { storableText } from '../../../core/kernel/storable-text.ts'

const BOOLEAN = 16
const INT8 = 20
const INT2 = 21
const INT4 = 23
const FLOAT4 = 700
const FLOAT8 = 701
const NUMERIC = 1700

const NUMBERS: ReadonlySet<number> = new Set([INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC])

const numberOf = (text: string): number => Number(text)
const flagOf = (text: string): 0 | 1 => (text === 't' ? 1 : 0)
const sameText = (text: string): string => text

/** Numbers of each width are JavaScript's, and what is true or false is 1 or 0, as SQLite has them. */
export const POSTGRES_TYPES: CustomTypesConfig = {
  getTypeParser: ((id: number) => {
    if (NUMBERS.has(id)) return numberOf
    return id === BOOLEAN ? flagOf : sameText
  }) as CustomTypesConfig['getTypeParser'],
}

/** Texts as both databases keep them, and null for a number that is none, as SQLite has it. */
export const parameterOf = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value)
  return Number.isNaN(value) ? null : value
}
