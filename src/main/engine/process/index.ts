// The engine process's program. Started by src/main/engine/host.ts with its role and the home folder as arguments; knows nobody else.
import { onnxRuntime } from './onnx.ts'
import { wireToParent } from './parent.ts'
import { serve } from './serve.ts'

const [role = 'writer', home = '.'] = process.argv.slice(2)
serve({ runtime: onnxRuntime, wire: wireToParent(), role, home })
