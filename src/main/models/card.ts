// What a model's card says of it: the front matter of its README.md, as Hugging Face writes it. Knows no database.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export type Card = { readonly name: string, readonly licence: string, readonly languages: readonly string[] }

/** A folder without a card is named after itself; its licence and languages are then unknown, and say so by being empty. */
export function readCard(folder: string): Card {
  const matter = frontMatter(folder)
  return { name: matter.get('model_name')?.[0] ?? nameFromHub(folder) ?? basename(folder), licence: matter.get('license')?.[0] ?? '', languages: matter.get('language') ?? [] }
}

/** A model that came from a hub is called what it is called there. */
function nameFromHub(folder: string): string | undefined {
  return /"repo": *"(?:[^"/]*\/)?([^"/]+)"/.exec(readIfThere(join(folder, '.order.json')))?.[1]
}

/** Only what a card's three fields need of YAML: scalars, "[a, b]" and "- a" lists. */
function frontMatter(folder: string): ReadonlyMap<string, readonly string[]> {
  const text = readIfThere(join(folder, 'README.md'))
  const block = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? ''
  const fields = new Map<string, string[]>()
  let open: string[] = []
  for (const line of block.split(/\r?\n/)) {
    const item = /^\s*-\s+(.+)$/.exec(line)?.[1]
    const [, key, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
    if (item) open.push(bare(item))
    else if (key) fields.set(key, open = value ? listed(value) : [])
  }
  return fields
}

const listed = (value: string): string[] => value.replace(/^\[|\]$/g, '').split(value.startsWith('[') ? ',' : /$^/).map(bare)

const bare = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, '$2')

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
