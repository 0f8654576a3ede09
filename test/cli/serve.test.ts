// aurore serve as a process: its address, another one on Enter, and a clean end when told to stop.
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { discard, folder, start } from './support.ts'

test.each([['SIGINT'], ['SIGTERM']] as const)('prints an address, another on Enter, and stops on %s', async (signal) => {
  const home = folder()
  const running = start(['serve', '--no-open', '--json', '--home', home])
  if (!running.process.stdout) throw new Error('no output')
  const printed = createInterface({ input: running.process.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<{ address: string, port: number }> => JSON.parse(String((await printed.next()).value)) as { address: string, port: number }
  const first = await next()
  expect(new URL(first.address)).toMatchObject({ hostname: '127.0.0.1', port: String(first.port), pathname: '/' })
  expect((await fetch(first.address, { redirect: 'manual' })).status).toBe(303)
  running.process.stdin?.write('\n')
  const second = await next()
  expect(second.address).not.toBe(first.address)
  expect((await fetch(second.address, { redirect: 'manual' })).status).toBe(303)
  running.process.kill(signal)
  expect(await running.ended).toMatchObject({ code: 0, err: '' })
  await expect(fetch(first.address)).rejects.toThrow()
  await discard(home)
})
