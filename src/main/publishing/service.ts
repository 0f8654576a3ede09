// Out of the house: a book, or a piece of it, as a file with a name. Reads the manuscript and changes nothing. Knows no shell.
import type { ExportFormat } from '#shared/contract/publishing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import type { Book, PrintedAt } from './book.ts'
import { toEpub } from './epub/index.ts'
import { fileName } from './file-name.ts'
import { toMarkdown } from './markdown.ts'
import { toText } from './plain-text.ts'
import type { ReadBook } from './read-book.ts'
import { hasText, typeset } from './typeset.ts'
import { bookWords } from './words.ts'

type Printer = { readonly type: string, readonly print: (book: Book, at: PrintedAt) => Uint8Array | Promise<Uint8Array> }

/** Word's writer is large: it is loaded for the first Word file. */
const printers: Readonly<Record<ExportFormat, Printer>> = {
  docx: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', print: async (book, at) => (await import('./docx.ts')).toDocx(book, at) },
  epub: { type: 'application/epub+zip', print: toEpub },
  md: { type: 'text/markdown;charset=utf-8', print: toMarkdown },
  txt: { type: 'text/plain;charset=utf-8', print: toText }
}

export type ExportRequest = { readonly projectId: ProjectId, readonly nodeId: NodeId | null, readonly format: ExportFormat }

/** `now`: milliseconds since 1970, UTC, written into the files that carry a date. */
export function createPublishing({ readBook, now = Date.now }: { readonly readBook: ReadBook, readonly now?: () => PrintedAt }) {
  return {
    async export({ projectId, nodeId, format }: ExportRequest): Promise<File> {
      const { book, names } = readBook(projectId, nodeId)
      if (!hasText(typeset(book))) throw new AuroreError('publishing.nothing', { title: names.at(-1) ?? book.title })
      const { type, print } = printers[format]
      const at = now()
      const bytes = await print(book, at)
      const name = `${fileName([book.title, ...names], bookWords[book.language].fileName)}.${format}`
      return new File([new Uint8Array(bytes)], name, { type, lastModified: at })
    }
  }
}
export type Publishing = ReturnType<typeof createPublishing>
