/** Light and dark by the reader's own setting; one column on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1c2430; --soft: #5d6878; --line: #e2e6ec;
  --good: #1a7f4b; --fair: #a36a00; --poor: #c2410c; --bad: #b4232c; --unknown: #5d6878; --link: #1557b0 }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b2129; --ink: #e7ebf0; --soft: #9aa5b4;
  --line: #2d3540; --good: #4cc38a; --fair: #f0b429; --poor: #ff8b4a; --bad: #ff6b72; --unknown: #9aa5b4; --link: #8ab4f8 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem }
.skip { position: absolute; left: -100rem } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.25rem; margin-bottom: 1.5rem }
.brand { font-weight: 700; color: inherit; text-decoration: none } .viewer { display: flex; gap: .75rem; align-items: baseline; margin-left: auto; color: var(--soft) }
button { font: inherit; color: var(--card); background: var(--link); border: 0; border-radius: .4rem; padding: .45rem 1.1rem; cursor: pointer }
button.quiet { color: var(--link); background: none; padding: 0; text-decoration: underline }
.bar ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none }
.bar li a { color: var(--soft) } .bar li a[aria-current] { color: inherit; font-weight: 600 }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -.01em } .lead { margin: 0 0 1.25rem; color: var(--soft) }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); align-items: start }
article { --tone: var(--unknown); background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--tone);
  border-radius: .6rem; padding: 1rem }
.good { --tone: var(--good) } .fair { --tone: var(--fair) } .poor { --tone: var(--poor) } .bad { --tone: var(--bad) }
h2 { margin: 0; font-size: 1.1rem } small { color: var(--soft); font-weight: 400; font-size: .8rem }
.level { margin: .25rem 0 0 } .level b { color: var(--tone) } .since { margin: 0 0 .75rem; color: var(--soft); font-size: .85rem }
.freeze { margin: 0 0 .6rem; padding: .4rem .6rem; border-left: 3px solid var(--poor); font-size: .85rem }
.slo { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; padding: .6rem 0; border-top: 1px solid var(--line) }
.slo p { grid-column: 1 / -1; margin: 0; color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums }
ul.parts { grid-column: 1 / -1; margin: .1rem 0 0; padding-left: 1.1rem; color: var(--soft); font-size: .8rem }
.slo .broken { color: var(--bad) } .journey { margin: .25rem 0; font-style: italic; font-size: .9rem }
strong { font-variant-numeric: tabular-nums }
meter { grid-column: 1 / -1; width: 100%; height: .6rem; appearance: none; border: 0; border-radius: .3rem; background: var(--line) }
meter::-webkit-meter-bar { height: .6rem; border: 0; border-radius: .3rem; background: var(--line) }
meter::-webkit-meter-optimum-value { background: var(--tone); border-radius: .3rem }
meter::-moz-meter-bar { background: var(--tone); border-radius: .3rem }
summary { cursor: pointer; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem }
table { width: 100%; border-collapse: collapse; margin-top: .5rem; font-size: .85rem }
th, td { padding: .3rem 0; text-align: left; vertical-align: top; font-weight: 400; border-top: 1px solid var(--line) }
th small, td small { display: block } td { text-align: right; padding-left: .75rem }
tr.approved td { color: var(--good) } tr.needs-approval td { color: var(--fair) } tr.blocked td { color: var(--bad) }
.policy { margin: .5rem 0 0; color: var(--soft); font-size: .8rem }
@media print { .bar nav, .skip { display: none } body { max-width: none; padding: 0 } article { break-inside: avoid } }
`
