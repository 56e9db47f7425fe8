/** Facts in columns, lists of records, histories, the calendar. */
export const RECORD_STYLE = `
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin-bottom: .75rem }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid var(--tone, var(--unknown)); border-radius: 1rem; color: var(--tone, var(--unknown)); font-size: .85em }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr)); gap: .75rem 1.25rem; margin: 1rem 0; padding: .9rem 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
.facts dt, .data dt { color: var(--soft); font-size: .85rem } .facts dd, .data dd { margin: 0 }
.facts time { white-space: normal } .rows .written { margin-bottom: .25rem }
.written { margin: .25rem 0 .75rem; padding: .4rem .75rem; border-left: 3px solid var(--line); white-space: pre-line }
.told { margin: 0 0 .5rem; padding: .45rem .75rem; border-left: 4px solid var(--tone, var(--poor)); background: var(--card) }
.rows { margin: 0 0 .5rem; padding: 0; list-style: none; background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
.rows li { padding: .55rem .9rem; border-left: .3rem solid var(--tone, transparent) } .rows li + li { border-top: 1px solid var(--line) }
.rows .first { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; justify-content: space-between; margin: 0 }
.rows .second { margin: 0; color: var(--soft); font-size: .9rem }
.history { margin: 0 0 .5rem; padding: 0; list-style: none }
.history li { display: grid; grid-template-columns: 11.5rem minmax(0, 1fr); gap: 0 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line) }
.history time { color: var(--soft); font-size: .9rem } .history details { grid-column: 2 } .who { font-weight: 600 }
.data { display: grid; gap: .35rem; margin: .4rem 0; font-size: .85rem } .data dd { white-space: pre-line }
.history small { display: block } .history summary { padding: 0; border: 0; font-size: .85rem; width: fit-content }
.pager { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .75rem 0 }
.copied { margin: 0; padding: .75rem 1rem; max-height: 30rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; font-size: .85rem }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none }
.budgets { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); align-items: start }
.budgets > div { padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .5rem }
.budgets h3 { margin: 0; font-size: 1rem } .budgets .left { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline }
.budgets .left strong { color: var(--tone); white-space: nowrap } .budgets p, .budgets ul.parts { margin: .3rem 0 0; font-size: .9rem; color: var(--soft) }
.budgets .broken { color: var(--bad) }
figure { margin: 1rem 0 } figure img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card) }
.calendar { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: .4rem; margin: 0; padding: 0; list-style: none }
.calendar > li { min-height: 6rem; padding: .4rem .5rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem }
.calendar > li.today { border: 2px solid var(--link) } .calendar h3 { margin: 0; font-size: .85rem; color: var(--soft); font-weight: 600 }
.calendar > li.today h3 { color: var(--link) } .calendar ul { margin: .2rem 0 0; padding: 0; list-style: none }
.calendar ul li { margin-top: .25rem; padding-left: .4rem; border-left: 3px solid var(--tone, var(--line)) } .calendar time { white-space: normal }
@media (max-width: 50rem) {
  .facts { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr)) }
  .filter.fields { grid-template-columns: repeat(2, minmax(0, 1fr)) } .filter.fields > button { align-self: end }
  .history li { grid-template-columns: minmax(0, 1fr) } .history details { grid-column: 1 }
  .calendar { grid-template-columns: minmax(0, 1fr) } .calendar > li { min-height: 0 } .calendar > li.empty:not(.today) { display: none }
}
@media print { .rows li, .history li, .budgets > div, .calendar > li { break-inside: avoid } }
`
