import { z } from 'zod'
import { name, wholeNumber } from '../reading/fields.ts'

export const seats = z
  .record(name, wholeNumber(1, 20))
  .refine((value) => Object.keys(value).length > 0, {
    error: 'empty; write a role and how many people: sre: 1',
  })
  .describe('Roles and how many distinct people of each: sre: 1')
