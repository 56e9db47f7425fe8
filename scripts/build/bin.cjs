#!/usr/bin/env node
// Old releases of Node read this file too, so it is written for them: it says what they lack.
'use strict'

var needed = /(\d+)\.(\d+)/.exec(require('../package.json').engines.node)
var own = process.versions.node.split('.')
var major = own[0] - needed[1]

if (major < 0 || (major === 0 && own[1] - needed[2] < 0)) {
  console.error(
    'budgeteer needs Node ' + needed[0] + ' or newer; this is Node ' + process.versions.node + '.',
  )
  process.exit(1)
}
import('../lib/main.js')
