// The engine process's program. Started by src/main/engine/host.ts with its role and the home folder as arguments; knows nobody else.
import { onnxRuntime } from './onnx.ts'
import { wireToParent } from './parent.ts'
import { serve } from './serve.ts'

// A terminal sends Ctrl-C to the whole group; the app decides, and asks for a checkpoint. Should the app die, the wire closes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const [role = 'writer', home = '.'] = process.argv.slice(2)
serve({ runtime: onnxRuntime, wire: wireToParent(), role, home })
