// Title and author, as far as a file tells: a Project Gutenberg header, the file's own properties, else its name. Guesses nothing from prose.

export type Metadata = { readonly title: string, readonly author: string | null, readonly fromGutenberg: boolean }

type Known = { readonly title: string | null, readonly author: string | null }

/** Templates and machines leave these in Word's properties. */
const meaningless = /^(?:document\s*\d*|sans titre|untitled|microsoft word.*|utilisateur.*|user|admin.*|<%.*)$/i

export function metadataOf(text: string, known: Known, name: string): Metadata {
  const head = text.slice(0, 20_000)
  const fromGutenberg = /project gutenberg/i.test(head)
  const field = (label: string) => fromGutenberg ? new RegExp(`^${label}:[^\\S\\n]*(\\S[^\\n]*)`, 'm').exec(head)?.[1]?.trim() ?? null : null
  const title = field('Title') ?? meaningful(known.title) ?? titleFromName(name)
  return { title, author: field('Author') ?? meaningful(known.author), fromGutenberg }
}

const meaningful = (text: string | null): string | null => text === null || text.trim() === '' || meaningless.test(text.trim()) ? null : text.trim()

/** "la_petite_fadette.docx" is called "la petite fadette" until the author says better. */
function titleFromName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? name
  const bare = base.replace(/(?:\.(?:utf\w*|cp\d+|crlf|lf|bom|le|be|docx?m?|md|markdown|txt|text))+$/i, '').replace(/[_]+|(?<=\w)-(?=\w)/g, ' ').trim()
  const title = bare === '' ? base : bare
  return title.charAt(0).toUpperCase() + title.slice(1)
}
