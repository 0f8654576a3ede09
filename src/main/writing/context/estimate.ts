// Tokens of another program's model: as that program counts them where it does, else estimated, and generously, so that what is assembled fits whatever counts it. Knows no program.
import type { Count, Measure } from '../../remote/counting.ts'
import { charactersPerToken } from '../../remote/sending.ts'
import type { Counting } from './counter.ts'
import { piecesOf } from './measure.ts'

const estimate = (piece: string): number => Math.ceil(piece.length / charactersPerToken)
const estimated = (text: string): number => piecesOf(text).reduce((sum, piece) => sum + estimate(piece), 0)

/** A gap is sent as two texts, and the program sets the model's signs itself. */
const noMarks = { prefix: '', suffix: '', middle: '' }

/** Words that were counted, by who counted them. */
const known = new WeakMap<Count, Map<string, number>>()
/** Words remembered for one model; then it begins anew. */
const remembered = 200_000

function piecesBy(count: Count | null): Map<string, number> {
  const found = count === null ? undefined : known.get(count)
  if (found && found.size <= remembered) return found
  const fresh = new Map<string, number>()
  if (count) known.set(count, fresh)
  return fresh
}

export function remoteCounting({ window, fills, count }: Measure): Counting {
  const pieces = piecesBy(count)
  return {
    window, beginning: 1, fillIn: fills ? noMarks : null,
    tokensOf: (piece) => pieces.get(piece) ?? estimate(piece),
    async learn(texts) {
      for (const text of count === null ? [] : texts) {
        const parts = piecesOf(text)
        const counts = await count?.parts(parts) ?? null
        // The same word may be cut in two ways: what it takes at most is what is reckoned with.
        for (const [i, piece] of parts.entries()) if (counts) pieces.set(piece, Math.max(counts[i] ?? 0, pieces.get(piece) ?? 0))
      }
    },
    exact: (texts) => Promise.all(texts.map(async (text) => (await count?.whole(text)) ?? estimated(text)))
  }
}
