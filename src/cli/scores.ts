// How well a reader tells texts apart, as a table. Knows scores, no command.
import type { ReaderScores } from '#shared/contract/readers.ts'
import type { Frame } from './frame.ts'
import { shown } from './values.ts'

/** A row a label: what the reader said of its texts, then precision, recall and F1. */
export function tellScores({ tell, say, language }: Frame, labels: readonly string[], scores: ReaderScores): void {
  const { percent, count } = shown(language)
  const gap = say(':', ' :')
  tell(`${say('Right, of the texts held out', 'Justes, parmi les textes mis de côté')}${gap} ${percent(scores.accuracy)}  (${say('always the commonest label', 'toujours l’étiquette la plus fréquente')}${gap} ${percent(scores.commonest)})`)
  tell(`${say('Macro-F1', 'F1 moyen')}${gap} ${percent(scores.macroF1)}`)
  tell()
  const head = [say('was / said', 'était / dit'), ...labels, say('precision', 'précision'), say('recall', 'rappel'), 'F1']
  tell(aligned([head, ...labels.map((label, i) => {
    const { precision = 0, recall = 0, f1 = 0 } = scores.classes[i] ?? {}
    return [label, ...(scores.table[i] ?? []).map(count), percent(precision), percent(recall), percent(f1)]
  })]))
}

/** Columns under each other: the first to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[], margin = '   '): string {
  const widths = rows.reduce<readonly number[]>((sofar, row) => row.map((cell, i) => Math.max(cell.length, sofar[i] ?? 0)), [])
  return rows.map((row) => margin + row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')).join('\n')
}
