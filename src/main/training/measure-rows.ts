// Rows of what a run measured and wrote on its way. Knows SQL; knows no engine.
import type { Metric, TrainingSample } from '#shared/contract/training.ts'
import type { RunId } from '#shared/ids.ts'
import type { Database } from '../database/open.ts'

export function measureRows(database: Database) {
  const metrics = database.prepare<[string], Metric>(`
    SELECT step, loss, held_out AS heldOut, learning_rate AS learningRate, gradient_norm AS gradientNorm, tokens_per_second AS tokensPerSecond,
      seconds_left AS secondsLeft FROM metrics WHERE run_id = ? ORDER BY step`)
  const samples = database.prepare<[string], TrainingSample>('SELECT step, opening, continuation FROM samples WHERE run_id = ? ORDER BY step, rowid')
  const putMetric = database.prepare('INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const putSample = database.prepare('INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?)')
  const forgetMetrics = database.prepare('DELETE FROM metrics WHERE run_id = ? AND step > ?')
  const forgetSamples = database.prepare('DELETE FROM samples WHERE run_id = ? AND step > ?')
  return {
    of: (id: RunId) => ({ metrics: metrics.all(id), samples: samples.all(id) }),
    addMetric: (id: RunId, m: Metric) => {
      putMetric.run(id, m.step, m.loss, m.heldOut, m.learningRate, m.gradientNorm, m.tokensPerSecond, m.secondsLeft)
    },
    addSample: (id: RunId, s: TrainingSample) => { putSample.run(id, s.step, s.opening, s.continuation) },
    /** A run that resumes from a checkpoint walks those steps again. */
    forgetAfter: (id: RunId, step: number) => { forgetMetrics.run(id, step); forgetSamples.run(id, step) }
  }
}
export type MeasureRows = ReturnType<typeof measureRows>
