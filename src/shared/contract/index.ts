// The treaty, whole: what any shell may ask of the app.
import { context } from './context.ts'
import { corpora } from './corpora.ts'
import { endpoint } from './endpoint.ts'
import { models } from './models.ts'
import { openai } from './openai.ts'
import { parrot } from './parrot.ts'
import { projects } from './projects.ts'
import { publishing } from './publishing.ts'
import { readers } from './readers.ts'
import { settings } from './settings.ts'
import { training } from './training.ts'
import { voices } from './voices.ts'
import { writing } from './writing.ts'

export const contract = { projects, corpora, models, voices, training, writing, context, parrot, publishing, readers, settings, openai, endpoint }
export type Contract = typeof contract
