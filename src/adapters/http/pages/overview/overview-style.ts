/** The table of all services. On a phone each row is a card. */
export const OVERVIEW_STYLE = `
.filter { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem 1rem; margin: 1rem 0 }
.filter label { display: grid; gap: .1rem; color: var(--soft); font-size: .85rem }
.filter input, .filter select, .filter button { height: 2.5rem; font-size: 1rem } .filter input, .filter select { color: var(--ink) }
.fleet { width: 100%; margin-top: 1rem; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .9rem }
.fleet th, .fleet td { padding: .55rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
.fleet thead th { white-space: nowrap; color: var(--soft); font-size: .8rem; font-weight: 600; border-top: 0 }
.fleet tbody th { width: 22%; font-weight: 600; box-shadow: inset .3rem 0 0 var(--tone) } .fleet th small { display: block }
.fleet td:nth-child(2) { width: 14rem } .fleet td:nth-child(3) { width: 16rem } .fleet td small { white-space: nowrap }
.fleet .level { display: inline-block; padding: 0 .5rem; border: 1px solid var(--tone); border-radius: 1rem; color: var(--tone); font-size: .85em; white-space: nowrap }
.budget { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; align-items: baseline } .budget + .budget { margin-top: .3rem }
.budget meter { grid-column: 1 / -1 } .budget strong { color: var(--tone); text-align: right }
.burn { white-space: nowrap; font-variant-numeric: tabular-nums } .burn span + span { margin-left: .75rem } .blocks { color: var(--bad) }
.now ul { margin: 0; padding: 0; list-style: none } .now li + li { margin-top: .2rem }
#as-of a { margin-left: .75rem } .days { display: block; max-width: 100%; height: auto; padding: .75rem; background: var(--card); border: 1px solid var(--line) }
@media (max-width: 50rem) {
  .filter { display: grid; grid-template-columns: 1fr 1fr auto; gap: .5rem } .filter input, .filter select { width: 100% }
  .fleet, .fleet tbody { display: block; border: 0; background: none }
  .fleet thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .fleet tr { display: grid; grid-template-columns: 1fr auto; margin-bottom: .75rem; padding: .5rem 0; background: var(--card);
    border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .4rem }
  .fleet tbody th, .fleet td { width: auto; padding: .2rem .75rem; border: 0; box-shadow: none }
  .fleet td:nth-child(2) { width: auto; text-align: right } .fleet td:nth-child(2) small { display: block }
  .fleet td:nth-child(n + 3) { grid-column: 1 / -1; width: auto }
  .days { padding: 0 } .burn::before { content: 'Burn rate '; color: var(--soft); font-size: .85em } .now:empty { display: none }
}
@media print { .fleet tr { break-inside: avoid } .fleet thead { display: table-header-group } }
`
