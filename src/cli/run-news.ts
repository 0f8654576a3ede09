// Follows one run's news to its end: a line a report, a pause at the first Ctrl-C. Knows events, no option.
import type { Metric, Run, RunState } from '#shared/contract/training.ts'
import { reasonPhrase } from '#shared/devices.ts'
import type { Frame } from './frame.ts'
import { shown } from './values.ts'

const over: readonly RunState[] = ['finished', 'stopped', 'paused', 'interrupted', 'failed']

export type TellMetric = (frame: Frame, metric: Metric, run: Run) => void

/** Follows the run that `begin` starts or resumes, listening before it begins so that no report is missed; the answer is the run as it ended. */
export async function followRun(frame: Frame, begin: () => Promise<Run>, tellMetric: TellMetric = report): Promise<Run> {
  const { client, interrupted } = frame
  const news = await client.training.watch()
  let now = await begin()
  const pause = (): void => { void client.training.pause({ runId: now.id }).catch(() => {}) } // it may just have ended by itself
  if (interrupted.aborted) pause()
  interrupted.addEventListener('abort', pause, { once: true })
  let lived = false // a resumed run first shows as it stood before
  for await (const event of news) {
    if (event.type === 'metric' && event.runId === now.id) tellMetric(frame, event.metric, now)
    if (event.type !== 'run' || event.run.id !== now.id) continue
    now = tellStart(frame, now, event.run)
    lived ||= !over.includes(now.state)
    if (lived && over.includes(now.state)) break
  }
  interrupted.removeEventListener('abort', pause)
  return now
}

function tellStart({ tell, say, language }: Frame, before: Run, now: Run): Run {
  if (before.device === null && now.device !== null) tell(`${say('Learning on', 'Apprentissage sur')} ${now.device} (${reasonPhrase(now.deviceReason ?? [], language)})`)
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
