// Marked text: plain text that carries italics, bold and headings as Unicode noncharacters (U+FDD0…), which Unicode reserves for a
// program's inside and no manuscript holds. So every cleaning step can be a function of text alone. Knows no blocks and no formats.

export const mark = {
  italicOn: '\uFDD0', italicOff: '\uFDD1', boldOn: '\uFDD2', boldOff: '\uFDD3', headingBase: 0xFDD3
} as const

const anyMark = /[\uFDD0-\uFDEF]/g
const headingMark = /^[\uFDD4-\uFDD9]/

export const headingPrefix = (level: number): string => String.fromCharCode(mark.headingBase + Math.min(6, Math.max(1, level)))

/** The level of a marked heading paragraph, or 0 for any other. */
export function headingLevel(paragraph: string): number {
  return headingMark.test(paragraph) ? paragraph.charCodeAt(0) - mark.headingBase : 0
}

/** The text alone. A foreign file's own noncharacters go the same way: they mean nothing to a reader. */
export const unmarked = (text: string): string => text.replace(anyMark, '')

export const italic = (text: string): string => `${mark.italicOn}${text}${mark.italicOff}`
export const bold = (text: string): string => `${mark.boldOn}${text}${mark.boldOff}`

/** Paragraphs of a marked text: what stands between blank lines. */
export const paragraphsOf = (text: string): string[] => text.split(/\n(?:[^\S\n]*\n)+/).map((part) => part.replace(/^\n+|\s+$/g, '')).filter((part) => part.trim() !== '')
