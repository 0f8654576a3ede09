// npm run demo: sets everything up, then does the main job from a manuscript to a book, without a screen.
import { at, becomeNode } from './support/run.js'
import { setupOrExit } from './support/setup.js'

setupOrExit()
process.exitCode = await becomeNode([at('bin', 'aurore.js'), 'demo', ...process.argv.slice(2)])
