// Whether the app answers, live.
import { onConnection, type ConnectionState } from '../lib/api/index.ts'

class Connection {
  state = $state<ConnectionState>('connecting')

  constructor() {
    onConnection((state) => (this.state = state))
  }
}

export const connection = new Connection()
