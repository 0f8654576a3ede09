// npm run setup: makes Aurore ready to run, on any Node from 20.
import { say } from './support/run.js'
import { setupOrExit } from './support/setup.js'

setupOrExit()
say('ready. "npm start" opens it, "npm run demo" shows the whole way without a screen, "npm test" checks it.')
