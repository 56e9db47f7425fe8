import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/** The licences of the libraries that were compiled in or copied from, as their texts ask for. `inputs` are relative to `root`. */
export async function licencesOf(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []))
  const parts = await Promise.all([...folders].sort().map((folder) => licenceOf(join(root, folder))))
  return `These libraries are part of the program, under the licences below.\n${parts.join('')}`
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  const entries = await readdir(folder)
  const file = entries.find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined && license === undefined)
    throw new Error(`${name} ${version} names no licence: see whether it may be part of the package`)
  // The Apache License asks for a NOTICE to come along.
  const notice = entries.find((entry) => /^notice/i.test(entry))
  const files = [file, notice].filter((one) => one !== undefined)
  const texts = await Promise.all(files.map((one) => readFile(join(folder, one), 'utf8')))
  const text = texts.map((one) => `\n${one.trim()}\n`).join('')
  return `\n${'='.repeat(80)}\n${name} ${version} (${license ?? 'see below'})\n${text}`
}
