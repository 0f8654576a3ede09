// A program that learns: says its run's id once a few steps are behind it. It is killed from outside.
import { openSmallApp, withPages } from './small-app.ts'
import { start, until } from './learning.ts'

const app = openSmallApp(process.argv[2])
const { id } = await start(app, await withPages(app), { steps: 400, evaluateEvery: 2, patience: null })
await until(app, id, (run) => run.step >= 3)
process.stdout.write(`${id}\n`)
