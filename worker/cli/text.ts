/** Text for a terminal: tables, pairs, money; never an escape sequence from somebody's data. */

/** The text on one line. Visitors' texts may contain escape sequences and characters that reverse a line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '�')
}

/** Rows under column names, as wide as needed; columns of numbers and money align right. */
export function table(names: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell === undefined ? '' : String(cell))))
  const right = names.map(
    (_, column) => cells.length > 0 && cells.every((row) => /^\(?\$?[\d.]+\)?$/.test(row[column] ?? '')),
  )
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(names), ...cells.map(line)].join('\n')
}

/** `name   value` lines; fields of a nested record have their path as the name. */
export function pairs(record: object, path = ''): string {
  const entries = flat(record, path)
  const width = Math.max(0, ...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`.trimEnd()).join('\n')
}

function flat(record: object, path: string): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    const at = path === '' ? name : `${path}.${name}`
    if (value === null || (Array.isArray(value) && value.length === 0)) return [[at, 'none']]
    if (Array.isArray(value)) return [[at, value.map(textOf).join(', ')]]
    return typeof value === 'object' ? flat(value, at) : [[at, String(value)]]
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** US dollars as `$0.50`. */
export function money(dollars: number): string {
  return `$${dollars.toFixed(2)}`
}

/** A time in UTC as `2026-11-22 21:50`; empty for undefined. */
export function time(iso: string | undefined): string {
  return iso === undefined ? '' : iso.slice(0, 16).replace('T', ' ')
}
