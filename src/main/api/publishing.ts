// Export, as the contract names it.
import type { Publishing } from '../publishing/service.ts'
import { api } from './base.ts'

export const publishingApi = (service: Publishing) => ({ export: api.publishing.export.handler(({ input }) => service.export(input)) })
