// Builds the three programs into out/: the main process with its command line and engine, the preload script, the page.
// "#shared/…" and its like are resolved from package.json's "imports" by the bundler itself.
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: { input: { index: at('src/main/index.ts'), cli: at('src/cli/index.ts'), engine: at('src/main/engine/process/index.ts'), parrot: at('src/main/parrot/worker.ts') } }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // Electron's sandbox loads one CommonJS file and lets it require nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: { input: { index: at('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false } }
    }
  },
  renderer: {
    root: at('src/renderer'),
    // Assets stay files: the Content-Security-Policy allows fonts from the page's own origin only.
    build: { outDir: at('out/renderer'), emptyOutDir: true, assetsInlineLimit: 0, rolldownOptions: { input: { index: at('src/renderer/index.html') } } },
    plugins: [svelte()]
  }
})
