import type { Service } from '../../core/budgets/slo.ts'
import type { RoleHolders } from '../../core/people/role-book.ts'
import type { CompositeYaml } from './composite-shape.ts'
import type { Path, YamlFile } from '../reading/yaml-file.ts'

export interface PlacedService {
  readonly service: Service
  readonly owner: RoleHolders
  /** Those of its SLOs whose parts are to be found. */
  readonly composites: readonly PlacedComposite[]
  readonly file: YamlFile
  readonly path: Path
}

/** A composite as its file has it. */
export interface PlacedComposite {
  readonly slo: string
  readonly yaml: CompositeYaml
  readonly file: YamlFile
  /** Of its `composite`. */
  readonly path: Path
}
