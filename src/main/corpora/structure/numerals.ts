// Numbers as chapter headings write them: roman, arabic, and the words of both languages. Knows numbers, not chapters.

const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500 }
const roman = /^(?=[IVXLCD])D?C{0,4}(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})$/

/** Up to the hundreds: no novel needs M, and "M." is a gentleman. */
function fromRoman(text: string): number | null {
  if (!roman.test(text)) return null
  const digits = [...text].map((letter) => values[letter] ?? 0)
  return digits.reduce((sum, value, i) => sum + (value < (digits[i + 1] ?? 0) ? -value : value), 0)
}

const words: readonly (readonly [number, string])[] = [
  [1, 'premier|première|premiere|un|une|unième|one|first|ier|ire|1er|1re'], [2, 'deux|deuxième|deuxieme|second|seconde|two'], [3, 'trois|troisième|troisieme|three|third'],
  [4, 'quatre|quatrième|quatrieme|four|fourth'], [5, 'cinq|cinquième|cinquieme|five|fifth'], [6, 'six|sixième|sixieme|sixth'], [7, 'sept|septième|septieme|seven|seventh'],
  [8, 'huit|huitième|huitieme|eight|eighth'], [9, 'neuf|neuvième|neuvieme|nine|ninth'], [10, 'dix|dixième|dixieme|ten|tenth'], [11, 'onze|onzième|onzieme|eleven|eleventh'],
  [12, 'douze|douzième|douzieme|twelve|twelfth'], [13, 'treize|treizième|treizieme|thirteen|thirteenth'], [14, 'quatorze|quatorzième|quatorzieme|fourteen|fourteenth'],
  [15, 'quinze|quinzième|quinzieme|fifteen|fifteenth'], [16, 'seize|seizième|seizieme|sixteen|sixteenth'], [17, 'dix-sept|dix-septième|seventeen|seventeenth'],
  [18, 'dix-huit|dix-huitième|eighteen|eighteenth'], [19, 'dix-neuf|dix-neuvième|nineteen|nineteenth'], [20, 'vingt|vingtième|twenty|twentieth'],
  [21, 'vingt et un|vingt-et-un|vingt et unième|twenty-one|twenty-first'], [22, 'vingt-deux|vingt-deuxième|twenty-two|twenty-second'], [23, 'vingt-trois|vingt-troisième|twenty-three|twenty-third'],
  [24, 'vingt-quatre|vingt-quatrième|twenty-four|twenty-fourth'], [25, 'vingt-cinq|vingt-cinquième|twenty-five|twenty-fifth'], [26, 'vingt-six|vingt-sixième|twenty-six|twenty-sixth'],
  [27, 'vingt-sept|vingt-septième|twenty-seven|twenty-seventh'], [28, 'vingt-huit|vingt-huitième|twenty-eight|twenty-eighth'], [29, 'vingt-neuf|vingt-neuvième|twenty-nine|twenty-ninth'],
  [30, 'trente|trentième|thirty|thirtieth']
]

const wordPatterns = words.map(([value, pattern]) => ({ value, pattern: new RegExp(`^(?:${pattern})$`, 'iu') }))

/** Longest first, so that "dix-sept" is never read as "dix". */
export const numberWords = words.flatMap(([, pattern]) => pattern.split('|')).sort((a, b) => b.length - a.length).join('|')

export function numberOf(text: string): number | null {
  const bare = text.replace(/^(?:the|le|la)\s+/i, '').trim()
  if (/^\d{1,3}$/.test(bare)) return Number(bare)
  return fromRoman(bare.toUpperCase()) ?? wordPatterns.find(({ pattern }) => pattern.test(bare))?.value ?? null
}
