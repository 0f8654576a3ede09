// Every step, in order. A new one is a new file and one more line here.
import type { Migration } from '../migrate.ts'
import { projects } from './0010-projects.ts'
import { outline } from './0020-outline.ts'
import { corpora } from './0030-corpora.ts'
import { voices } from './0040-voices.ts'
import { training } from './0050-training.ts'
import { writing } from './0060-writing.ts'
import { settings } from './0070-settings.ts'
import { context } from './0080-context.ts'
import { downloads } from './0090-downloads.ts'
import { explanations } from './0100-explanations.ts'
import { parrot } from './0110-parrot.ts'
import { places } from './0120-places.ts'
import { manners } from './0130-manners.ts'

export const migrations: readonly Migration[] = [projects, outline, corpora, voices, training, writing, settings, context, downloads, explanations, parrot, places, manners]
