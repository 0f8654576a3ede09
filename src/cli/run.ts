// Reads the words of one command, runs it, tells a failure on the terminal. Knows no command.
import { CommanderError } from 'commander'
import { exitCodeOf, tell } from './failure.ts'
import { chooseLanguage } from './language.ts'
import { program } from './program.ts'
import { terminal } from './terminal.ts'

export async function run(args: readonly string[]): Promise<void> {
  const { env, complain, end } = terminal()
  const language = chooseLanguage(args, env)
  const aurore = program(language)
  try {
    await aurore.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.code === 'commander.help') return aurore.outputHelp() // no command was named
    // Help and version that were asked for reach here as "errors" with exit code 0.
    if (error instanceof CommanderError && error.exitCode === 0) return
    const { code, params, sentence } = tell(error, language)
    complain(args.includes('--json') ? `${JSON.stringify({ code, params, sentence })}\n` : `aurore: ${sentence} [${code}]\n`)
    end(exitCodeOf(error))
  }
}
