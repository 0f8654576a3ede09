// The engine process's program with the small machinery in it: the real loops, the real treaty, a process that can really be killed.
import { wireToParent } from '#main/engine/process/parent.ts'
import { serve } from '#main/engine/process/serve.ts'
import { smallRuntime } from './small-runtime.ts'

const [role = 'writer', home = '.'] = process.argv.slice(2)
serve({ runtime: smallRuntime, wire: wireToParent(), role, home })
