// The desktop program, in reading order: close what could leak, be the only one, open.
import { app } from 'electron'
import { declareScheme } from './desktop/page.ts'
import { isOnlyOne, open } from './desktop/program.ts'
import { closeEveryPage } from './desktop/security.ts'
import { homeFolder } from './home.ts'

const asked = app.commandLine.getSwitchValue('home')
const home = homeFolder(asked || undefined)

declareScheme()
closeEveryPage()
app.enableSandbox()
if (isOnlyOne(home)) void app.whenReady().then(() => open(home))
else app.quit()
