import { DAY_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { RiskFigures } from '../../core/risks/risk.ts'
import { millis } from '../reading/fields.ts'
import { given } from '../reading/given.ts'
import type { MitigationYaml, RiskYaml } from './risks-shape.ts'

type FiguresYaml = Pick<RiskYaml, 'ettd' | 'ettr' | 'users' | 'ettf'>

export const figuresOf = ({ ettd, ettr, users, ettf }: FiguresYaml): RiskFigures => ({
  ettfDays: millis(ettf) / DAY_MS,
  ettdMinutes: millis(ettd) / MINUTE_MS,
  ettrMinutes: millis(ettr) / MINUTE_MS,
  usersRatio: users / 100,
})

/** Those that a mitigation does not name stay. */
export const figuresAfter = (risk: RiskYaml, { ettd, ettr, users, ettf }: MitigationYaml): RiskFigures =>
  figuresOf({ ...risk, ...given({ ettd, ettr, users, ettf }) })
