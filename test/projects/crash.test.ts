// The program dies in the middle of a save: what was said to be saved is saved, and the library is whole.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '#main/database/library.ts'
import { createProjects } from '#main/projects/service.ts'
import { NodeId } from '#shared/ids.ts'
import { plainText } from '#shared/manuscript.ts'
import { temporaryFolder } from '../support/library.ts'

const program = join(import.meta.dirname, '..', 'support', 'writer-process.ts')

/** Lets it type for a while, kills it, and gives the last revision it said was saved. */
function typeAndDie(path: string, scene: string, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [program, path, scene], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  let said = ''
  child.stdout.setEncoding('utf8').once('data', () => { setTimeout(() => child.kill('SIGKILL'), milliseconds) }).on('data', (text: string) => { said += text })
  return new Promise((resolve) => { child.on('close', () => { resolve(Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))) }) })
}

describe('a program killed while it saves', () => {
  it('loses at most the save in flight, again and again, and harms nothing', async () => {
    const path = join(temporaryFolder(), 'library.sqlite')
    const library = openLibrary(path)
    const projects = createProjects(library)
    const { id: projectId } = projects.create({ title: 'Livre', author: '', language: 'fr' })
    projects.add({ projectId, parentId: null, kind: 'chapter', title: 'I' })
    const scene = projects.outline(projectId)[1]?.id ?? ''
    library.database.close()
    for (const milliseconds of [40, 73, 111, 150]) {
      const said = await typeAndDie(path, scene, milliseconds)
      const after = openLibrary(path)
      const found = createProjects(after).openScene(NodeId.parse(scene))
      expect(found.revision).toBeGreaterThanOrEqual(said)
      expect(found.revision).toBeLessThanOrEqual(said + 1)
      expect(plainText(found.doc)).toContain(`Révision ${found.revision}.`)
      expect(after.database.pragma('integrity_check', { simple: true })).toBe('ok')
      after.database.close()
    }
  })
})
