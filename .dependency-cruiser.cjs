// Who may import whom. The same table stands in docs/architecture.md; each layer's tsconfig.json is the first wall, this is the second.
const only = (name, from, allowed, comment) => ({
  name, comment, severity: 'error', from: { path: from }, to: { pathNot: allowed }
})
const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from: { path: from }, to: { path: to } })

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-dev-at-run-time', severity: 'error', from: { path: '^src/(shared|ml|main|cli)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/(electron|@types)/' } },
    only('shared-is-a-treaty', '^src/shared', '^(src/shared|node_modules/(zod|@orpc/contract)/)', 'shared knows zod and the contract library'),
    only('ml-is-pure', '^src/ml/(?!runtime/)', '^(src/ml/(?!runtime/)|node_modules/@huggingface/tokenizers/)', 'the pure engine knows itself'),
    only('ml-runtime', '^src/ml/runtime', '^(src/ml/|node_modules/(onnxruntime-node|onnxruntime-common|@types/node)/|(node:)?[a-z_/]+$)', 'runtime knows ml, Node, ONNX Runtime'),
    only('engine-process', '^src/main/engine/process', '^(src/ml/|src/main/engine/|src/shared/|node_modules/(@orpc|zod|@types/node)/|(node:)?[a-z_/]+$)', 'the engine process knows ml and its own contract'),
    never('ml-runtime-is-for-the-engine-process', '^src/main/(?!engine/process/)', '^src/ml/runtime/', 'only the engine process runs the engine'),
    never('runtime-is-not-for-shells', '^src/(cli|preload|renderer)', '^src/ml/', 'shells speak to services'),
    never('no-electron-in-services', '^src/(shared|ml|cli|renderer)|^src/main/(?!desktop/|index\\.ts)', 'node_modules/electron/|^electron$', 'Electron lives in desktop/, index.ts and preload'),
    never('services-know-no-shell', '^src/main/(database|engine|projects|corpora|models|voices|training|writing|parrot|publishing|readers|settings|openai|tokenizers)', '^src/main/(api|desktop|web|index|app)', 'services know no shell'),
    never('process-knows-no-services', '^src/main/engine', '^src/main/(database|projects|corpora|models|voices|training|writing|parrot|publishing|readers|settings|openai|tokenizers|api|web|desktop)|better-sqlite3', 'the engine knows no services'),
    never('web-and-cli-use-the-app', '^src/(cli|main/web|main/desktop|main/index)', '^src/main/(database|projects|corpora|models|voices|training|writing|parrot|publishing|readers|settings|openai|tokenizers)/', 'shells go through main/app'),
    only('preload-is-thin', '^src/preload', '^(src/(preload|shared)|node_modules/electron/|electron$)', 'preload knows Electron and the treaty'),
    only('renderer-speaks-the-treaty', '^src/renderer', '^(src/(renderer|shared)|node_modules/(?!electron|better-sqlite3|onnxruntime|ws/|@orpc/server))', 'renderer knows shared and browser libraries'),
    { name: 'features-are-islands', severity: 'error', from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/([^/]+)/', pathNot: '^src/renderer/features/$1/' } },
    never('ui-parts-are-dumb', '^src/renderer/ui', '^src/renderer/(features|state)', 'ui parts know no state')
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.svelte', '.svelte.ts', '.css', '.json'] },
    exclude: { path: '\\?(inline|url|raw)$' }
  }
}
