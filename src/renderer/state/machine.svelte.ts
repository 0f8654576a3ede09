// What this machine is and what can compute on it.
import { api } from '../lib/api/index.ts'

type About = Awaited<ReturnType<typeof api.settings.about>>
type Devices = Awaited<ReturnType<typeof api.settings.devices>>

class Machine {
  about = $state.raw<About | null>(null)
  devices = $state.raw<Devices | null>(null)
  problem = $state.raw<unknown>(null)

  async load(): Promise<void> {
    try {
      this.problem = null
      this.about = await api.settings.about()
      this.devices = await api.settings.devices()
    } catch (error) {
      this.problem = error
    }
  }
}

export const machine = new Machine()
