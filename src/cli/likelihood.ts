// How likely each word was, as a terminal shows it: a line a token, with a bar, its rank and what else could have stood there. Knows no command.
import type { ExplainedToken, ScoredToken, TokenChance } from '#shared/contract/likelihood.ts'
import { isHers } from '#shared/likelihood.ts'
import type { Frame } from './frame.ts'
import { shown } from './values.ts'

const bars = ['█', '▉', '▊', '▋', '▌', '▍', '▎', '▏'] as const
/** Characters of the bar at a probability of one. */
const width = 10

function bar(probability: number): string {
  const eighths = Math.round(probability * width * 8)
  const rest = eighths % 8
  return ('█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : bars[8 - rest] ?? '')).padEnd(width)
}

/** Blanks made visible, so that a line holds one token. */
const visible = (piece: string): string => `‹${piece.replaceAll('\n', '⏎').replaceAll('\t', '⇥')}›`

type Line = { readonly piece: string; readonly logprob: number | null; readonly rank: number | null; readonly top: readonly TokenChance[]; readonly mark: string }

function line({ piece, logprob, rank, top, mark }: Line, { language }: Frame): string {
  if (logprob === null || rank === null) return `${''.padEnd(width)} ${''.padStart(7)} ${''.padStart(6)}   ${visible(piece)}`
  const percent = (p: number): string => shown(language).decimal(100 * p, p < 0.1 ? 1 : 0) + (language === 'fr' ? ' %' : '%')
  const others = top.filter((chance) => chance.piece !== piece).map((chance) => `${visible(chance.piece)} ${percent(Math.exp(chance.logprob))}`).join('  ')
  return `${bar(Math.exp(logprob))} ${percent(Math.exp(logprob)).padStart(7)} ${`#${rank}`.padStart(6)} ${mark.padEnd(1)} ${visible(piece)}${others === '' ? '' : `   ${others}`}`
}

/** One line a token, and what the mark means where a base was laid beside. */
export function tellTokens(frame: Frame, tokens: readonly (ScoredToken | ExplainedToken)[]): void {
  for (const token of tokens) frame.tell(line({ ...token, mark: isHers(token) ? '★' : '' }, frame))
  if (tokens.some(({ base }) => base !== null)) frame.tell(frame.say('★ hers: at least seven times likelier in the voice than in its base.', '★ à elle : au moins sept fois plus probable dans la voix que dans sa base.'))
}
