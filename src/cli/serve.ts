// aurore serve: the program in a browser of this machine, until it is told to stop. Knows the shell, no service.
import { createInterface } from 'node:readline'
import { Command, InvalidArgumentError } from 'commander'
import { builtPage } from '#main/root.ts'
import { startWebShell } from '#main/web/server.ts'

function port(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || number > 65535) throw new InvalidArgumentError('a port is a whole number from 0 to 65535.')
  return number
}

export const serve = new Command('serve').option('--port <number>', 'port on 127.0.0.1 (0: the first free one)', port, 0).option('--no-open', 'print the address only')
  .action(async (options: { port: number, open: boolean }) => {
    const shell = await startWebShell({ router: {}, page: builtPage, port: options.port })
    console.log(shell.address())
    createInterface({ input: process.stdin }).on('line', () => console.log(shell.address()))
  })
