import { Command } from 'commander'
import { serve } from './serve.ts'
await new Command('aurore').addCommand(serve).parseAsync()
