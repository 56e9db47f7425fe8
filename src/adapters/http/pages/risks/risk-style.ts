/** The stack rank of risks, with a form in each row. On a phone each row is a card. */
export const RISK_STYLE = `
.red { --tone: var(--bad) } .amber { --tone: var(--fair) } .green { --tone: var(--good) } .blue { --tone: var(--link) }
.risks, .gains { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); font-size: .9rem }
.risks th, .risks td, .gains th, .gains td { padding: .55rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
.risks thead th, .gains thead th { color: var(--soft); font-size: .8rem; font-weight: 600; border-top: 0 }
.risks tbody th { font-weight: 600; width: 38%; box-shadow: inset .3rem 0 0 var(--tone) } .risks th small, .risks td small, .gains th small { display: block }
.gains tbody th { font-weight: 600 } .risks .figure, .gains .figure { text-align: right; white-space: nowrap }
.risks .colour { color: var(--tone); border: 1px solid var(--tone); border-radius: 1rem; padding: 0 .5rem; font-size: .85em; white-space: nowrap }
.risks form { display: grid; gap: .4rem; margin: .4rem 0 0; max-width: 22rem } .risks form label { display: grid; gap: .1rem; color: var(--soft) }
.risks form button { justify-self: start } .risks .warn { color: var(--poor) } .risks meter { display: block; width: 100%; min-width: 6rem; max-width: 12rem; margin: .3rem 0 0 auto }
.risks + .note { margin-top: .5rem } .rows .badge { margin-right: .25rem }
.risks summary { color: var(--link); text-decoration: underline; width: fit-content }
@media (max-width: 50rem) {
  .risks, .risks tbody, .gains, .gains tbody { display: block; border: 0; background: none }
  .risks thead, .gains thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .risks tr, .gains tr { display: block; margin-bottom: .75rem; padding: .5rem 0; background: var(--card); border: 1px solid var(--line);
    border-left: .3rem solid var(--tone, var(--line)); border-radius: .4rem }
  .risks tbody th, .risks td, .gains th, .gains td { display: block; width: auto; padding: .2rem .75rem; border: 0; box-shadow: none }
  .risks meter { margin-left: 0 }
  .risks .figure, .gains .figure { text-align: left; white-space: normal }
  .risks [data-name]::before, .gains [data-name]::before { content: attr(data-name) ' '; color: var(--soft); font-size: .85em }
}
@media print { .risks tr, .gains tr { break-inside: avoid } .risks thead, .gains thead { display: table-header-group } }
`
