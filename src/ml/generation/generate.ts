// Generation: a prompt in, text out, as it comes. Knows a decoder, a tokenizer and a rule; knows no model and no clock of its own.
import { openBans } from './bans.ts'
import { searchBeams } from './beams.ts'
import { draw } from './drawing.ts'
import { openOutlet } from './outlet.ts'
import { preparePrompt } from './prompt.ts'
import { noSteering, processorsOf } from './steering.ts'
import { TokenLog } from './token-log.ts'
import type { Ground, Speaker, StoppedBy, Surroundings, Wish, Written } from './wish.ts'

interface Times { readonly began: number; readonly first: number; readonly now: number }

function done(tokens: number, promptTokens: number, stoppedBy: StoppedBy, { began, first, now }: Times): Written {
  const tokensPerSecond = tokens > 1 && now > first ? (tokens - 1) / (now - first) : tokens / Math.max(now - began, 1e-6)
  return { type: 'done', tokens, promptTokens, stoppedBy, tokensPerSecond, firstTokenSeconds: first - began }
}

function groundOf(speaker: Speaker, wish: Wish, around: Surroundings): Ground {
  const { tokenizer, decoder } = speaker
  const steering = { ...noSteering, ...wish.sampling }
  return {
    speaker, wish, around, steering,
    log: typeof wish.explain === 'number' ? new TokenLog(tokenizer, wish.explain, wish.voicing) : null,
    prompt: preparePrompt(wish.prompt, wish.maxTokens, tokenizer, decoder.contextLength),
    // Bans come last: nothing brings back what was forbidden.
    processors: [...(wish.voicing ?? []), ...(wish.processors ?? []), ...processorsOf(tokenizer, steering)],
    outlet: openOutlet(wish.sampling.stop, wish.stopAt, openBans(steering.bannedPhrases, steering.bannedAnyCase, wish.prompt))
  }
}

/** Writes until the wish is fulfilled. A cancelled call just ends, without `done`: nobody listens any more. */
export async function* generate(speaker: Speaker, wish: Wish, around: Surroundings): AsyncGenerator<Written, void> {
  const began = around.clock()
  const ground = groundOf(speaker, wish, around)
  const begun = await speaker.decoder.fill(ground.prompt.ids, around.cancelled, around.breathe)
  if (begun === null) return
  const first = around.clock()
  const ending = yield* ground.steering.beams > 1 ? searchBeams(ground, begun) : draw(ground, begun)
  if (ending === null) return
  const rest = ending.stoppedBy === 'stop' ? '' : ground.outlet.close(ending.wholeWord)
  const { log, outlet } = ground
  if (rest !== '') yield { type: 'text', text: rest, token: ending.token, ...(log && { tokens: log.take(outlet.shownLength(), true) }) }
  yield done(ending.tokens, ground.prompt.ids.length, ending.stoppedBy, { began, first, now: around.clock() })
}
