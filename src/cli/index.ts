// aurore <command>: the program. Knows only its words.
import { run } from './run.ts'

await run(process.argv.slice(2))

// Everything is closed by now. Should something still hold the process, the answer is out and it may go.
setTimeout(() => process.exit(), 3000).unref()
