// aurore <command>: reads the words, runs the command, tells a failure on stderr. Knows no service.
import { CommanderError } from 'commander'
import { exitCodeOf, tell } from './failure.ts'
import { chooseLanguage } from './language.ts'
import { program } from './program.ts'

const args = process.argv.slice(2)
const language = chooseLanguage(args, process.env)

const aurore = program(language)

try {
  await aurore.parseAsync(args, { from: 'user' })
} catch (error) {
  if (error instanceof CommanderError && error.code === 'commander.help') aurore.outputHelp() // no command was named
  // Help and version that were asked for reach here as "errors" with exit code 0.
  else if (!(error instanceof CommanderError) || error.exitCode !== 0) fail(error)
}

function fail(error: unknown): void {
  const { code, params, sentence } = tell(error, language)
  process.stderr.write(args.includes('--json') ? `${JSON.stringify({ code, params, sentence })}\n` : `aurore: ${sentence} [${code}]\n`)
  process.exitCode = exitCodeOf(error)
}

// Everything is closed by now. Should something still hold the process, the answer is out and it may go.
setTimeout(() => process.exit(), 3000).unref()
