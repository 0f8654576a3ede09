// A program that types: saves one scene over and over, saying each revision once it is on the disk. It is killed from outside.
import { openLibrary } from '#main/database/library.ts'
import { createProjects } from '#main/projects/service.ts'
import { NodeId } from '#shared/ids.ts'
import { docFromText } from '#shared/manuscript.ts'

const [path = '', scene = ''] = process.argv.slice(2)
const projects = createProjects(openLibrary(path))
const id = NodeId.parse(scene)
for (let { revision } = projects.openScene(id); ; revision++) {
  projects.saveScene({ id, doc: docFromText(`Révision ${revision + 1}. ${'Encore un mot. '.repeat(200)}`), baseRevision: revision })
  process.stdout.write(`${revision + 1}\n`)
  await new Promise((resolve) => { setImmediate(resolve) })
}
