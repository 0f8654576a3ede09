// Which part of a long text a model of limited context is shown. Knows tokens and characters; prefers stable cuts, so that what is held can be used again.

/** Far more characters than the context's tokens can hold; longer prompts are cut before they are encoded. */
const CHARACTERS_PER_TOKEN = 12

/** The end of a long prompt, from the beginning of a word. The cut moves only every few hundred tokens' worth of typing. */
export function tailOfText(prompt: string, contextLength: number): string {
  const most = contextLength * CHARACTERS_PER_TOKEN
  const block = contextLength * 4
  if (prompt.length <= most + block) return prompt
  const start = Math.floor((prompt.length - most) / block) * block
  const gap = prompt.slice(start).search(/\s/u)
  return prompt.slice(start + Math.max(0, gap))
}

/** The end of a long prompt in tokens, with room left to write. The cut moves by an eighth of the context at a time. */
export function tailOfPrompt(ids: readonly number[], contextLength: number, maxTokens: number): readonly number[] {
  const room = contextLength - Math.min(maxTokens, Math.floor(contextLength / 2))
  if (ids.length <= room) return ids
  const grain = Math.max(1, Math.floor(contextLength / 8))
  const start = Math.min(Math.ceil((ids.length - room) / grain) * grain, ids.length - 1)
  return ids.slice(start)
}

/** When the context is full: its last half, from the first paragraph (or else sentence) that begins in the half's first quarter. */
export function tailOfContext(ids: readonly number[], textOf: (id: number) => string): readonly number[] {
  const tail = ids.slice(Math.floor(ids.length / 2))
  const near = Math.floor(tail.length / 4)
  const starts = (is: (text: string) => boolean): number => tail.slice(0, near).findIndex((id) => is(textOf(id)))
  const paragraph = starts((text) => text.includes('\n'))
  const sentence = starts((text) => /[.!?…»”]\s*$/u.test(text))
  const cut = paragraph >= 0 ? paragraph : sentence
  return tail.slice(cut + 1)
}
