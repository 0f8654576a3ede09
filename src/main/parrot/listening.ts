// Goes along with a text as the muse writes it: tells at once when it repeats the books, and what was repeated once it is done. Knows one stream at a time.
import { contextOf, followText, type TextIndex } from '#ml/parrot/index.ts'
import type { Continuation } from '#shared/contract/writing.ts'
import type { ParrotReport } from '#shared/contract/parrot.ts'
import type { GenerationId } from '#shared/ids.ts'

type Stream = AsyncGenerator<Continuation, void, void>
export type Ear = {
  readonly least: number
  /** The author's text before it. */
  readonly before: string
  /** Those that are open already: the first words never wait for an index. */
  readonly indices: () => readonly TextIndex[]
  readonly report: (text: string) => Promise<ParrotReport | null>
  readonly keep: (id: GenerationId, report: ParrotReport) => void
}

/** The text passes unchanged and unhindered. */
export async function* listen(stream: Stream, ear: Ear): Stream {
  const hear = hearing(ear)
  for await (const event of stream) {
    if (event.type === 'text') yield withCopying(event, hear(event.text), ear.least)
    else yield await withReport(event, ear)
  }
}

type Text = Extract<Continuation, { type: 'text' }>
type Done = Extract<Continuation, { type: 'done' }>

const withCopying = (event: Text, words: number, least: number): Text => (words >= least ? { ...event, copying: words } : event)

async function withReport(event: Done, { report, keep }: Ear): Promise<Done> {
  const found = await report(event.text)
  if (found) keep(event.generationId, found)
  return { ...event, parrot: found }
}

/** Indices that open in the middle hear what came before them. */
function hearing({ before, least, indices }: Ear): (piece: string) => number {
  const context = contextOf(before, least)
  let open: readonly TextIndex[] = []
  let following = followText([], context)
  let text = ''
  return (piece) => {
    const now = indices()
    if (now.length === open.length && now.every((index, i) => index === open[i])) return following.push((text += piece, piece))
    open = now
    following = followText(open, context)
    return following.push(text += piece)
  }
}
