// Makes a file of a book and hands it to the browser's downloads. Knows no markup.
import type { OutlineNode } from '#shared/contract/projects.ts'
import type { ExportFormat } from '#shared/contract/publishing.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { inReadingOrder, type Piece } from './pieces.ts'

export class Press {
  readonly #projectId: ProjectId
  /** Null until read once. */
  pieces = $state.raw<readonly Piece[] | null>(null)
  failure = $state.raw<Failure | null>(null)
  making = $state(false)
  made = $state.raw<File | null>(null)

  constructor(projectId: ProjectId) {
    this.#projectId = projectId
  }

  async load(): Promise<void> {
    try {
      const outline: readonly OutlineNode[] = await api.projects.outline({ projectId: this.#projectId })
      this.pieces = inReadingOrder(outline)
      this.failure = null
    } catch (error) {
      this.failure = failureOf(error)
    }
  }

  async make(nodeId: NodeId | null, format: ExportFormat): Promise<void> {
    this.making = true
    this.made = null
    this.failure = null
    try {
      this.made = await api.publishing.export({ projectId: this.#projectId, nodeId, format })
      download(this.made)
    } catch (error) {
      this.failure = failureOf(error)
    } finally {
      this.making = false
    }
  }

  again(): void {
    if (this.made !== null) download(this.made)
  }
}

/** How long a download may take to be picked up before its address is withdrawn, in milliseconds. */
const pickedUp = 60_000

function download(file: File): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), pickedUp)
}
