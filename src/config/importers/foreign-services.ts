import type { Slo } from '../../core/budgets/slo.ts'
import { stringify } from 'yaml'
import type { Problem } from '../reading/problem.ts'
import type { TextFile } from '../reading/text-files.ts'
import { readServices } from '../services/service-reader.ts'
import type { ServiceSurroundings } from '../services/service-surroundings.ts'
import { type Place, YamlFile } from '../reading/yaml-file.ts'
import { type Finding, Findings } from './findings.ts'
import { ForeignFields } from './foreign-fields.ts'
import {
  FORMAT_NAMES,
  type ForeignFormat,
  foreignDocuments,
  type ForeignObject,
  foreignObjects,
  recognised,
} from './foreign-document.ts'
import type { ForeignDefaults, ForeignServiceName, ForeignSlo } from './foreign-slo.ts'
import { RENDER_FIRST } from './foreign-template.ts'
import { readOpenslo } from './openslo.ts'
import { readPyrra } from './pyrra.ts'
import { readSloth } from './sloth.ts'

export interface ForeignService extends ForeignServiceName {
  readonly title: string
  readonly slos: readonly CheckedSlo[]
}

/** An SLO that Budgeteer's own check finds no fault with. */
export interface CheckedSlo extends ForeignSlo {
  readonly checked: Slo
}

export interface ForeignRead {
  /** By name. SLOs of one service that stand in several files are together. */
  readonly services: readonly ForeignService[]
  readonly findings: readonly Finding[]
}

export interface ForeignOptions extends ForeignDefaults {
  /** Without it each object is read as what it says it is. */
  readonly format?: ForeignFormat
}

/**
 * Reads specs of Sloth, OpenSLO and Pyrra into Budgeteer's own vocabulary and holds each SLO to the same check as one that was
 * written by hand. What cannot be read is a finding, whatever the texts hold.
 */
export function readForeign(
  texts: readonly TextFile[],
  options: ForeignOptions,
  around: ServiceSurroundings,
): ForeignRead {
  const findings = new Findings()
  const objects = texts.flatMap(({ path, text }) => objectsOf(path, text, findings))
  const byFormat: Record<ForeignFormat, ForeignFields[]> = { sloth: [], openslo: [], pyrra: [] }
  for (const object of objects) {
    const { place } = object
    const what = recognised(object)
    if (what.kind === 'other')
      findings.add('skipped', place, `no spec of Sloth, OpenSLO or Pyrra: ${what.what}`)
    else if (what.kind === 'unknown')
      findings.add('refused', what.key === null ? place : place.at(what.key), what.reason)
    else if (options.format !== undefined && what.kind !== options.format)
      findings.add('skipped', place, `a spec of ${FORMAT_NAMES[what.kind]}, which was not asked for`)
    else byFormat[what.kind].push(new ForeignFields(object, findings))
  }
  const slos = [
    ...byFormat.sloth.flatMap((fields) => readSloth(fields, options)),
    ...readOpenslo(byFormat.openslo, options),
    ...readPyrra(byFormat.pyrra, options),
  ]
  const distinct = withDistinctNames(slos, findings)
  const checked = distinct.flatMap((slo) => checkedSlo(slo, around, findings))
  return { services: gathered(checked), findings: findings.all }
}

function objectsOf(path: string, text: string, findings: Findings): readonly ForeignObject[] {
  const refuse = (line: number | null, at: string, message: string): void =>
    findings.addAll([{ outcome: 'refused', file: path, line, path: at, message }])
  return foreignDocuments(path, text).flatMap((document) => {
    if ('templateAt' in document) {
      refuse(document.templateAt, '', RENDER_FIRST)
      return []
    }
    const { file } = document
    for (const { line, path: at, message } of file.problems) refuse(line, at, message)
    if (file.problems.length > 0) return []
    const objects = foreignObjects(file)
    if (objects.length === 0) findings.add('refused', file.at(), 'the document is no mapping, so no spec')
    return objects
  })
}

/**
 * Two SLOs of one name would burn one budget twice: the first is kept, the second refused; unless their specs write the names
 * differently, when the second gets a number.
 */
function withDistinctNames(slos: readonly ForeignSlo[], findings: Findings): readonly ForeignSlo[] {
  const kept: ForeignSlo[] = []
  const isTaken = (service: string, name: string): ForeignSlo | undefined =>
    kept.find((other) => other.service.name === service && other.slo.name === name)
  for (const one of slos) {
    const { service, slo, place, places } = one
    const other = isTaken(service.name, slo.name)
    const at = places.name ?? place
    if (other === undefined) kept.push(one)
    else if (at.text === (other.places.name ?? other.place).text) {
      const message = `the service ${service.name} has another SLO called ${slo.name}, at ${other.place.shown}; names are distinct`
      findings.add('refused', at, message)
    } else {
      let number = 2
      while (isTaken(service.name, `${slo.name}-${number}`) !== undefined) number += 1
      const name = `${slo.name}-${number}`
      findings.add('doubtful', at, `${name} here: the SLO at ${other.place.shown} is called ${slo.name}`)
      kept.push({ ...one, slo: { ...slo, name } })
    }
  }
  return kept
}

const SOMEBODY = { users: ['U00'] }

function checkedSlo(slo: ForeignSlo, around: ServiceSurroundings, findings: Findings): readonly CheckedSlo[] {
  const { service, slo: yaml } = slo
  const whole = { name: service.name, title: service.title ?? service.name, owner: SOMEBODY, slos: [yaml] }
  const text = stringify({ services: [whole] }, { lineWidth: 0 })
  const read = readServices(new YamlFile(slo.place.file.file, text), { ...around, defaultPolicy: undefined })
  for (const problem of read.problems)
    findings.add(
      problem.severity === 'error' ? 'refused' : 'doubtful',
      originOf(problem, slo),
      problem.message,
    )
  const checked = read.services[0]?.service.slos[0]
  return checked === undefined || read.problems.some(({ severity }) => severity === 'error')
    ? []
    : [{ ...slo, checked }]
}

/** Where in its own file the part of an SLO stands that a check of ours found fault with. */
function originOf({ path }: Problem, { place: own, places }: ForeignSlo): Place {
  const part = /\.slos\[[^\]]*\]\.(\w+)/.exec(path)?.[1]
  if (part === undefined) return places.service ?? own
  const place = Object.entries(places).find(([name]) => name === part)?.[1]
  return place ?? own
}

function gathered(slos: readonly CheckedSlo[]): readonly ForeignService[] {
  const names = [...new Set(slos.map(({ service }) => service.name))].sort()
  return names.map((name) => {
    const own = slos.filter(({ service }) => service.name === name)
    const titles = own.flatMap(({ service }) => (service.title === undefined ? [] : [service.title]))
    const journeys = own.flatMap(({ service }) => (service.journey === undefined ? [] : [service.journey]))
    return {
      name,
      title: titles[0] ?? name,
      ...(journeys[0] !== undefined && { journey: journeys[0] }),
      slos: own,
    }
  })
}
