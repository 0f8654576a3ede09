// A file's name from titles: accents kept, nothing that any system refuses. Knows no format.

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
/** Room for an extension and a number in the 255 bytes that file systems give. */
const longest = 120

export function fileName(titles: readonly string[], fallback: string): string {
  const slug = cut(titles.map(slugOf).filter(Boolean).join('-'))
  if (slug === '') return fallback
  return reserved.test(slug) ? `${slug}-${fallback}` : slug
}

const slugOf = (title: string): string =>
  title.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '')

function cut(slug: string): string {
  let out = ''
  for (const letter of slug) {
    if (Buffer.byteLength(out + letter) > longest) break
    out += letter
  }
  return out.replace(/-$/, '')
}
