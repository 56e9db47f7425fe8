import { gateCommand } from '../../src/cli/gate.ts'

await gateCommand().parseAsync()
