/** What a bench found, as a table for people: nothing in it is asserted, because machines differ and are busy. */

export type Result = {
  what: string
  ours: string
  baseline?: string
  /** Refreel's value against the baseline, in the goal's terms. */
  ratio?: number
  goal: string
}

/** The table in Markdown, ready for docs/performance.md. */
export function table(results: readonly Result[]): string {
  const rows = results.map(({ what, ours, baseline = '', ratio, goal }) => [
    what,
    ours,
    baseline,
    ratio === undefined ? '' : ratio.toFixed(2),
    goal,
  ])
  const lines = [['what', 'Refreel', 'baseline', 'ratio', 'goal'], ['---', '--:', '--:', '--:', '---'], ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
