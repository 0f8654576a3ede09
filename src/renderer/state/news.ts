// The one listener to every learning run, shared by the status bar and the screens.
import { api } from '../lib/api/index.ts'
import { TrainingNews } from './training.svelte.ts'

export const trainingNews = new TrainingNews(api.training)
