/** The card of one service: its level, its budgets, what it allows. */
export const CARD_STYLE = `
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); align-items: start }
article { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--tone, var(--unknown));
  border-radius: .6rem; padding: 1rem; break-inside: avoid }
article h2 { margin: 0 }
article .level { margin: .25rem 0 0 } article .level b { color: var(--tone) }
.since { margin: 0 0 .75rem; color: var(--soft); font-size: .85rem }
.freeze { margin: 0 0 .6rem; padding: .4rem .6rem; border-left: 3px solid var(--poor); font-size: .85rem }
.slo { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; padding: .6rem 0; border-top: 1px solid var(--line) }
.slo p { grid-column: 1 / -1; margin: 0; color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums }
.slo meter { grid-column: 1 / -1 }
ul.parts { grid-column: 1 / -1; margin: .1rem 0 0; padding-left: 1.1rem; color: var(--soft); font-size: .8rem }
.slo .broken { color: var(--bad) } .journey { margin: .25rem 0; font-style: italic; font-size: .9rem }
summary { cursor: pointer; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem }
article table { width: 100%; border-collapse: collapse; margin-top: .5rem; font-size: .85rem }
article th, article td { padding: .3rem 0; text-align: left; vertical-align: top; font-weight: 400; border-top: 1px solid var(--line) }
article th small, article td small { display: block } article td { text-align: right; padding-left: .75rem }
tr.approved td { color: var(--good) } tr.needs-approval td { color: var(--fair) } tr.blocked td { color: var(--bad) }
.policy { margin: .5rem 0 0; color: var(--soft); font-size: .8rem }
`
