// Projects, as the contract names them.
import type { Projects } from '../projects/service.ts'
import { api } from './base.ts'

const on = api.projects

export const projectsApi = (service: Projects) => ({
  list: on.list.handler(() => service.list()),
  create: on.create.handler(({ input }) => service.create(input)),
  get: on.get.handler(({ input }) => service.get(input.id)),
  update: on.update.handler(({ input }) => service.update(input)),
  remove: on.remove.handler(({ input }) => service.remove(input.id)),
  restore: on.restore.handler(({ input }) => service.restore(input.id)),
  outline: on.outline.handler(({ input }) => service.outline(input.projectId)),
  addNode: on.addNode.handler(({ input }) => service.add(input)),
  renameNode: on.renameNode.handler(({ input }) => service.rename(input.id, input.title)),
  moveNode: on.moveNode.handler(({ input }) => service.move(input.id, input.parentId, input.afterId)),
  removeNode: on.removeNode.handler(({ input }) => service.removeNode(input.id)),
  restoreNode: on.restoreNode.handler(({ input }) => service.restoreNode(input.id)),
  openScene: on.openScene.handler(({ input }) => service.openScene(input.id)),
  saveScene: on.saveScene.handler(({ input }) => service.saveScene(input)),
  watchOutline: on.watchOutline.handler(({ input, signal }) => service.watchOutline(input.projectId, signal))
})
