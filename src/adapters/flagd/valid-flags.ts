import schema from './schema/flags.json' with { type: 'json' }

/** Whether a file's content is a set of flag definitions, as the published schema has them; what is wrong with it else. */
export type FlagsValidator = (content: unknown) => string | null

let made: Promise<FlagsValidator> | undefined

/** Made when it is first needed: few who start the bot keep flags in files. */
export const flagsValidator = (): Promise<FlagsValidator> => (made ??= make())

/** What targeting rules may be is for flagd to say: they are read by it, and not touched here. */
const ANY_TARGETING = { $id: 'https://flagd.dev/schema/v0/targeting.json', type: 'object' }

async function make(): Promise<FlagsValidator> {
  const { Ajv } = await import('ajv')
  const ajv = new Ajv({ strict: false })
  ajv.addSchema(ANY_TARGETING)
  const validate = ajv.compile(schema)
  return (content) => {
    if (validate(content)) return null
    const [first] = validate.errors ?? []
    const place = first?.instancePath.replaceAll('/', '.').slice(1) ?? ''
    return `${place === '' ? 'the file' : place} ${first?.message ?? 'is no flag definition'}`
  }
}
