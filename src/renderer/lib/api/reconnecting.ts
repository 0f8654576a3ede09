// A link that opens itself again, with growing pauses, whenever its line is lost. Knows no address and no procedure.
import type { ClientLink } from '@orpc/client'
import type { Empty, Line, OpenLine } from './line.ts'

export type ConnectionState = 'connecting' | 'open' | 'lost'

/** Thrown by a call that found no line within `patience`; whoever called keeps what it had and tries again. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

const pauses = [250, 500, 1000, 2000, 4000]

export class ReconnectingLink implements ClientLink<Empty> {
  readonly #open: OpenLine
  readonly #report: (state: ConnectionState) => void
  readonly #patience: number
  #line: Promise<Line>

  constructor(open: OpenLine, report: (state: ConnectionState) => void, patience = 5000) {
    this.#open = open
    this.#report = report
    this.#patience = patience
    report('connecting')
    this.#line = this.#connect()
  }

  async call(...args: Parameters<ClientLink<Empty>['call']>): Promise<unknown> {
    const line = await within(this.#line, this.#patience)
    const lost = line.closed.then(() => Promise.reject(new ConnectionLost('the connection was lost')))
    return Promise.race([line.link.call(...args), lost])
  }

  async #connect(attempt = 0): Promise<Line> {
    try {
      const line = await this.#open()
      this.#report('open')
      void line.closed.then(() => this.#again())
      return line
    } catch {
      this.#report('lost')
      await new Promise((resolve) => setTimeout(resolve, pauses[Math.min(attempt, pauses.length - 1)]))
      return this.#connect(attempt + 1)
    }
  }

  #again(): void {
    this.#report('lost')
    this.#line = this.#connect()
  }
}

function within(line: Promise<Line>, milliseconds: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ConnectionLost('no connection yet')), milliseconds)
    line.then((open) => {
      clearTimeout(timer)
      resolve(open)
    }, reject)
  })
}
