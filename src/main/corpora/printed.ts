// A text as print sets it, for what a model reads: each mark in one spelling, so that a voice learns her words and not her keyboards'.
// Her manuscript stays as she typed it. Knows text only.

/** Words that lost their beginning: what stands before them is an apostrophe, not an opening quote. */
const elided = /(?<![\p{L}\p{N}])['‘](?=(?:tis|twas|twere|twill|em|til)(?!\p{L}))/giu
/** A quote opens behind a gap, a dash or a bracket, before something that is written. */
const opening = /(?<=^|[\s([{—«“‘"])'(?=[^\s'])/gmu
/** Not behind a figure: feet and minutes keep their strokes. */
const closing = /(?<!\p{N})'/gu

/** In this order; each leaves a printed text as it is. Double quotes stay: which print sets is a matter of the language, and “ tells a small model that English begins. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/(?<!-)--(?!-)/gu, '—'],
  [elided, '’'], [opening, '‘'], [closing, '’'],
  // ISO-8859-1 has no ligature: œuf, cœur, vœu, œil.
  [/oe(?=u|il)/gu, 'œ'], [/O[eE](?=u|il|U|IL)/gu, 'Œ']
]

export const asPrinted = (text: string): string => rules.reduce((set, [mark, print]) => set.replace(mark, print), text)
