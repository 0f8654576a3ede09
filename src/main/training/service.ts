// Learning voices: what it costs, starting, watching, pausing, resuming, stopping; and what a crash left behind. Knows no shell.
import type { Estimate, RateTrial, Run } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { RunId, type ProjectId } from '#shared/ids.ts'
import type { TrainingTexts } from '../corpora/shares.ts'
import type { Library } from '../database/library.ts'
import type { Projects } from '../projects/service.ts'
import type { Engine } from '../voices/engine.ts'
import type { Models } from '../models/shelf.ts'
import type { Voices } from '../voices/service.ts'
import { defaultTraining } from './defaults.ts'
import { createJournal } from './journal.ts'
import { createPlanning, type Wish } from './plan.ts'
import { interrupted, Trainer } from './trainer.ts'
import { takeTurn } from './turn.ts'

export type TrainingGround = {
  readonly library: Library, readonly engine: Engine, readonly projects: Projects, readonly models: Models, readonly voices: Voices
  readonly texts: (projectId: ProjectId) => TrainingTexts, readonly home: string
}
type Start = Wish & { readonly voiceName: string }

const resumable: ReadonlySet<Run['state']> = new Set(['paused', 'interrupted', 'failed'])

export function createTraining(ground: TrainingGround) {
  const { library, engine, projects, voices, home } = ground
  const journal = createJournal(library)
  const planning = createPlanning(ground)
  const folder = (run: Run) => voices.runFolder(run.voiceId, run.id)
  const trainer = new Trainer({ journal, engine, home, now: library.now, folder })
  settleCrashed()

  /** Runs that somebody should be working on, while nobody has the turn: their program died. */
  function settleCrashed(): void {
    const turn = takeTurn(home)
    if (!turn) return
    for (const run of journal.runs.inHand()) interrupted(journal, run.id, library.now())
    turn.release()
  }

  const record = library.database.transaction(({ voiceName, projectId, modelId, method, settings }: Start, steps: number): RunId => {
    const id = RunId.parse(library.newId())
    const voiceId = voices.forRun(projectId, voiceName)
    journal.runs.insert({ id, voiceId, projectId, modelId, method, settings, steps, startedAt: library.now() })
    voices.touch(voiceId)
    return id
  })

  async function start(wish: Start): Promise<Run> {
    projects.get(wish.projectId)
    trainer.checkTurn()
    const plan = await planning.plan(wish)
    const id = record.immediate(wish, plan.steps)
    trainer.begin({ id, plan: () => Promise.resolve(plan) })
    return journal.get(id)
  }

  function resume(id: RunId): Run {
    const run = journal.get(id)
    if (!resumable.has(run.state)) throw new AuroreError('training.not-resumable', { state: run.state })
    trainer.begin({ id, plan: () => planning.plan(run) })
    return journal.get(id)
  }

  return {
    defaults: defaultTraining,
    estimate: (wish: Wish): Promise<Estimate> => planning.estimate(wish),
    findRate: async (wish: Wish): Promise<RateTrial> => engine.trainer.findRate({ plan: await planning.plan(wish) }),
    start,
    resume,
    pause: async (id: RunId): Promise<Run> => { await trainer.pause(id); return journal.get(id) },
    stop: async (id: RunId): Promise<Run> => { await trainer.stop(id); return journal.get(id) },
    list: (projectId?: ProjectId): Run[] => journal.runs.all(projectId ?? null),
    get: journal.get,
    metrics: (id: RunId) => journal.measures.of(journal.get(id).id),
    watch: journal.watch,
    dispose: () => trainer.dispose()
  }
}
export type Training = ReturnType<typeof createTraining>
