import { REPORT_KINDS } from '../../core/reports/report.ts'
import { unknownName } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { YamlFile } from '../reading/yaml-file.ts'
import type { SettingsYaml } from './settings-shape.ts'

/** A report that goes nowhere, or where nothing is configured. */
export function reportProblems(
  file: YamlFile,
  { reports = {}, channels, mail }: Partial<SettingsYaml>,
): readonly Problem[] {
  const lists = Object.keys(mail?.lists ?? {})
  return REPORT_KINDS.flatMap((kind): readonly Problem[] => {
    const told = reports[kind]
    if (told === undefined) return []
    const place = file.at('reports', kind)
    if (told.post === undefined && told.mail === undefined)
      return [place.problem('nobody gets it; give it post, mail or both')]
    const isTeam = told.post?.startsWith('#') === true || /^[CG][A-Z0-9]{2,}$/.test(told.post ?? '')
    return [
      ...(isTeam
        ? unknownName(place.at('post'), 'channel of channels.teams', told.post, channels?.teams ?? [])
        : []),
      ...unknownName(place.at('mail'), 'list of mail.lists', told.mail, lists),
    ]
  })
}
