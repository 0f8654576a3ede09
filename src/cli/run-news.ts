// Follows one run's news to its end: a line a report, a pause at the first Ctrl-C. Knows events, no option.
import type { Metric, Run, RunEvent, RunState } from '#shared/contract/training.ts'
import type { Frame } from './frame.ts'
import { shown } from './values.ts'

const over: readonly RunState[] = ['finished', 'stopped', 'paused', 'interrupted', 'failed']

/** `run`, as it stood when it began; the answer is the run as it ended. */
export async function followRun(frame: Frame, run: Run, news: AsyncIterable<RunEvent>, tellMetric: (metric: Metric, run: Run) => void = (metric, now) => report(frame, metric, now)): Promise<Run> {
  const pause = (): void => { void frame.client.training.pause({ runId: run.id }).catch(() => {}) } // it may just have ended by itself
  frame.interrupted.addEventListener('abort', pause, { once: true })
  let now = run
  for await (const event of news) {
    if (event.type === 'run' && event.run.id === run.id) now = tellStart(frame, now, event.run)
    if (event.type === 'metric' && event.runId === run.id) tellMetric(event.metric, now)
    if (over.includes(now.state)) break
  }
  frame.interrupted.removeEventListener('abort', pause)
  return await frame.client.training.run({ runId: run.id })
}

function tellStart({ tell, say, language }: Frame, before: Run, now: Run): Run {
  if (before.device === null && now.device !== null) tell(`${say('Learning on', 'Apprentissage sur')} ${now.device} (${now.deviceReason ?? ''})`)
  if (before.baseHeldOut === null && now.baseHeldOut !== null) tell(`${say('Before any step, held-out loss', 'Avant tout pas, perte sur le texte mis de côté')} ${shown(language).decimal(now.baseHeldOut, 3)}`)
  return now
}

function report({ tell, give, say, language }: Frame, metric: Metric, run: Run): void {
  const { step, loss, heldOut, tokensPerSecond, secondsLeft, learningRate } = metric
  const { decimal, count, time } = shown(language)
  give({ step, loss, heldout: heldOut, tokensPerSecond, learningRate, secondsLeft })
  tell([
    `${say('step', 'pas')} ${String(step).padStart(String(run.steps).length)}/${run.steps}`, `${say('loss', 'perte')} ${decimal(loss, 3)}`,
    ...(heldOut === null ? [] : [`${say('held out', 'mis de côté')} ${decimal(heldOut, 3)}`]),
    `${count(tokensPerSecond)} ${say('tokens/s', 'jetons/s')}`, ...(secondsLeft === null ? [] : [`${say('left', 'reste')} ${time(secondsLeft)}`])
  ].join('  '))
}
