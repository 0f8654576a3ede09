// Every domain's words in French. Each domain has its file.
import { common } from './common.ts'
import { context } from './context.ts'
import { corpora } from './corpora.ts'
import { editor } from './editor.ts'
import { library } from './library.ts'
import { manner } from './manner.ts'
import { models } from './models.ts'
import { parrot } from './parrot.ts'
import { programs } from './programs.ts'
import { publishing } from './publishing.ts'
import { sampling } from './sampling.ts'
import { settings } from './settings.ts'
import { sure } from './sure.ts'
import { training } from './training.ts'
import { voices } from './voices.ts'

export const fr = { common, context, corpora, editor, library, manner, models, parrot, programs, publishing, sampling, settings, sure, training, voices } as const
