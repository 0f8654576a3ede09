// Lays prose out on a terminal: headings, wrapped paragraphs, quotations. Knows widths, no command.

const width = Math.min(process.stdout.columns ?? 80, 88)
const styled = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
const style = (code: number) => (text: string): string => (styled ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = style(1)
export const faint = style(2)

export const heading = (number: number, title: string): string => `\n${bold(`${number}. ${title}`)}\n`

/** Every paragraph wrapped and set in by `margin`. */
export function set(text: string, margin = '   '): string {
  return text.trim().split(/\n+/).map((paragraph) => wrap(paragraph, margin)).join('\n')
}

function wrap(paragraph: string, margin: string): string {
  const lines: string[] = ['']
  for (const word of paragraph.split(/[ \t]+/)) { // non-breaking spaces hold their words together
    const line = lines.at(-1) ?? ''
    if (line !== '' && margin.length + line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => margin + line).join('\n')
}

/** Words and their values in two columns. */
export function table(rows: readonly (readonly [string, string])[], margin = '   '): string {
  const left = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${margin}${name.padEnd(left)}  ${value}`).join('\n')
}
