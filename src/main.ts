#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Loading every file and stripping its types takes about a second; the second start of a checkout spares half of it.
enableCompileCache()

const { runProgram } = await import('./cli/program.ts')
await runProgram()
