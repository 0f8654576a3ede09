// Follows one download and reports it a line at a time; Ctrl-C pauses it. Knows the contract's stream of news.
import type { Download } from '#shared/contract/models.ts'
import { AuroreError, isErrorCode } from '#shared/errors/index.ts'
import type { Frame } from './frame.ts'
import { shown } from './values.ts'

/** Milliseconds between two lines of prose; JSON gets every report. */
const every = 2000

export async function followDownload(frame: Frame, asked: { readonly repo: string; readonly revision?: string }): Promise<Download> {
  const { client, interrupted } = frame
  const news = await client.models.watch()
  const started = await client.models.download(asked)
  if (started.state === 'done') return conclude(frame, started)
  const pause = (): void => { void client.models.pause({ repo: asked.repo }).catch(() => undefined) } // it may have ended meanwhile
  if (interrupted.aborted) pause()
  interrupted.addEventListener('abort', pause, { once: true })
  const report = reporter(frame)
  for await (const event of news) {
    if (event.type !== 'download' || event.download.repo !== asked.repo || event.download.startedAt < started.startedAt) continue
    report(event.download)
    if (['done', 'paused', 'failed'].includes(event.download.state)) return conclude(frame, event.download)
  }
  throw new AuroreError('models.no-download', { repo: asked.repo })
}

function reporter({ give, tell, say, language }: Frame) {
  let last = 0
  const { count, time } = shown(language)
  const megabytes = (bytes: number): string => count(Math.floor(bytes / 1e6))
  return ({ state, bytes, total, bytesPerSecond, secondsLeft, waiting }: Download): void => {
    give({ state, bytes, total, bytesPerSecond, secondsLeft, waiting })
    if (waiting) return tell(say('Nothing is coming just now: waiting, and trying again. Ctrl+C pauses; what is here stays.', 'Rien n’arrive en ce moment : attente, et nouveaux essais. Ctrl+C met en pause ; ce qui est là reste là.'))
    if (state !== 'fetching' || total === null || Date.now() - last < every) return
    last = Date.now()
    const left = secondsLeft === null ? '' : `, ${time(secondsLeft)} ${say('left', 'restantes')}`
    tell(`${megabytes(bytes)} / ${megabytes(total)} ${say('MB', 'Mo')}${bytesPerSecond === null ? '' : `, ${(bytesPerSecond / 1e6).toFixed(1)} ${say('MB/s', 'Mo/s')}`}${left}`)
  }
}

async function conclude({ client, give, tell, say }: Frame, ended: Download): Promise<Download> {
  if (ended.state === 'failed' && ended.error && isErrorCode(ended.error.code)) throw new AuroreError(ended.error.code, ended.error.params)
  if (ended.state === 'paused') tell(`${say('Paused. To go on', 'En pause. Pour reprendre')}: aurore models download ${ended.repo}`)
  if (ended.state !== 'done') return ended
  const model = (await client.voices.models()).find(({ id }) => id === ended.modelId)
  give({ state: 'done', model: model ?? null })
  tell(`${model?.name ?? ended.repo}  ${say('is here.', 'est arrivé.')} aurore train --base "${model?.name ?? ''}" …`)
  return ended
}
