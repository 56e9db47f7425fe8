/** On paper: dark on white, and nothing that can only be clicked. Stands last. */
export const PRINT_STYLE = `
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --good: #14693d; --fair: #7d5500; --poor: #a8380a; --bad: #a61b25; --unknown: #566172; --link: #000 }
  body { max-width: none; padding: 0; font-size: 10pt } a { text-decoration: none }
  .bar nav, .viewer, .skip, form, form.filter, summary, #as-of a { display: none } meter { print-color-adjust: exact }
}
`
