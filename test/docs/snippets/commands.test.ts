import { Command } from 'commander'
import { expect, test } from 'vitest'
import { commandsIn, commandsOf, unknownIn } from './commands.ts'

const program = new Command('budgeteer').option('--config <dir>')
program.command('check')
const policy = program.command('policy')
policy.command('table').option('-p, --policy <name>')

test.each<[string, readonly string[]]>([
  ['check', []],
  ['check --config elsewhere', []],
  ['policy table --policy zones', []],
  ['policy table -p zones', []],
  ['help policy', []],
  ['policy', []],
  ['…', []],
  ['chek', ['budgeteer has no chek']],
  ['policy tabel', ['budgeteer policy has no tabel']],
  ['check --policy zones', ['budgeteer check has no --policy']],
  ['policy table --polcy=zones', ['budgeteer policy table has no --polcy']],
])('budgeteer %s', (words, unknown) => {
  expect(unknownIn(program, words.split(' '))).toEqual(unknown)
})

test('commands are found in prose', () => {
  expect(
    commandsIn('Run `npx budgeteer check` or `budgeteer policy\ntable`; `budgeteer` alone helps.'),
  ).toEqual([['check'], ['policy', 'table']])
})

test('commands are found in a shell, wherever they stand', () => {
  const shell = `budgeteer check   # --not a flag
budgeteer rules --out a.yaml && budgeteer policy table \\
  --policy zones > table.txt
npx budgeteer rules | kubectl apply -f -`
  expect(commandsOf(shell)).toEqual([
    ['check'],
    ['rules', '--out', 'a.yaml'],
    ['policy', 'table', '--policy', 'zones'],
    ['rules'],
  ])
})
