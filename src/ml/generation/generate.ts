// Generation: a prompt in, text out, as it comes. Knows a decoder, a tokenizer and a rule; knows no model and no clock of its own.
import { openBans } from './bans.ts'
import { searchBeams } from './beams.ts'
import { openChooser } from './choosing.ts'
import { contrasting } from './contrast.ts'
import { draw } from './drawing.ts'
import { openOutlet } from './outlet.ts'
import { preparePrompt } from './prompt.ts'
import type { LogitsProcessor } from './sampling/index.ts'
import { speculate } from './speculation/speculate.ts'
import { openStakes } from './speculation/stakes.ts'
import { noSteering, processorsOf, type Steering } from './steering.ts'
import { TokenLog } from './token-log.ts'
import { weighing } from './weighing.ts'
import type { Ground, Speaker, StoppedBy, Surroundings, Wish, Written } from './wish.ts'

interface Times { readonly began: number; readonly first: number; readonly now: number }

function done({ tokens, stoppedBy }: { readonly tokens: number; readonly stoppedBy: StoppedBy }, promptTokens: number, { began, first, now }: Times, { guesses }: Pick<Ground, 'guesses'>): Written {
  const tokensPerSecond = tokens > 1 && now > first ? (tokens - 1) / (now - first) : tokens / Math.max(now - began, 1e-6)
  return { type: 'done', tokens, promptTokens, stoppedBy, tokensPerSecond, firstTokenSeconds: first - began, ...(guesses && { guesses: guesses() }) }
}

type Means = Pick<Ground, 'guesses' | 'chooser'> & Pick<Speaker, 'decoder'>

/** Who chooses, and from which decoder: with a draft before it where there is one. A search looks at many texts at once: nothing is guessed for it. */
function meansOf({ decoder, tokenizer }: Speaker, { drafting, sampling }: Wish, { beams, contrastAlpha: alpha, contrastTop: top }: Steering, processors: readonly LogitsProcessor[]): Means {
  if (alpha > 0 && beams === 1) return contrasting(decoder, tokenizer, { alpha, top }, weighing(tokenizer, sampling, processors))
  const chooser = openChooser(tokenizer, sampling, processors)
  if (!drafting || beams > 1) return { decoder, chooser }
  const { draft, checked } = drafting
  const speculating = speculate(decoder, draft, openStakes({ guessed: draft.price, checked }), () => chooser.ahead())
  return { decoder: speculating, chooser, guesses: speculating.guesses }
}

function groundOf(speaker: Speaker, wish: Wish, around: Surroundings): Ground {
  const { tokenizer } = speaker
  const steering = { ...noSteering, ...wish.sampling }
  // Bans come last: nothing brings back what was forbidden.
  const processors = [...(wish.voicing ?? []), ...(wish.processors ?? []), ...processorsOf(tokenizer, steering)]
  const { decoder, chooser, guesses } = meansOf(speaker, wish, steering, processors)
  return {
    speaker: { tokenizer, decoder }, wish, around, steering, processors, chooser, ...(guesses && { guesses }),
    log: typeof wish.explain === 'number' ? new TokenLog(tokenizer, wish.explain, wish.voicing) : null,
    prompt: preparePrompt(wish.prompt, wish.maxTokens, tokenizer, decoder.contextLength),
    outlet: openOutlet(wish.sampling.stop, wish.stopAt, openBans(steering.bannedPhrases, steering.bannedAnyCase, wish.prompt))
  }
}

/** Writes until the wish is fulfilled. A cancelled call just ends, without `done`: nobody listens any more. */
export async function* generate(speaker: Speaker, wish: Wish, around: Surroundings): AsyncGenerator<Written, void> {
  const began = around.clock()
  const ground = groundOf(speaker, wish, around)
  const begun = await ground.speaker.decoder.fill(ground.prompt.ids, around.cancelled, around.breathe)
  if (begun === null) return
  const first = around.clock()
  const ending = yield* ground.steering.beams > 1 ? searchBeams(ground, begun) : draw(ground, begun)
  if (ending === null) return
  const rest = ending.stoppedBy === 'stop' ? '' : ground.outlet.close(ending.wholeWord)
  const { log, outlet } = ground
  if (rest !== '') yield { type: 'text', text: rest, token: ending.token, ...(log && { tokens: log.take(outlet.shownLength(), true) }) }
  yield done(ending, ground.prompt.ids.length, { began, first, now: around.clock() }, ground)
}
