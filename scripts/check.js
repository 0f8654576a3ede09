// npm run check: types, lint and layers; `node scripts/check.js types` only what is named.
import { broken, layers, lint, types } from './support/checks.js'

const all = { lint, types, layers }
const asked = process.argv.slice(2)
const failed = await broken(Object.entries(all).filter(([name]) => asked.length === 0 || asked.includes(name)).flatMap(([, checks]) => checks()))
if (failed.length > 0) {
  console.error(`aurore: these did not hold: ${failed.join(', ')}`)
  process.exitCode = 1
}
