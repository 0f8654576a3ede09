// Lint rules, on from the first commit, with no exemption list. Sizes come from docs/architecture.md, "How the code reads".
import globals from 'globals'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

const sizes = {
  'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }]
}

const common = {
  'no-console': 'error',
  eqeqeq: 'error',
  'prefer-const': 'error',
  'no-var': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
}

const noRawIpc = ['error', { paths: [
  { name: 'electron', importNames: ['ipcMain', 'ipcRenderer'], message: 'Use the one port of src/main/desktop/port.ts or src/preload/index.ts.' }
] }]
const rendererImports = ['error', { patterns: [
  { group: ['#main/*', '#ml/*', 'electron', 'node:*'], message: 'The renderer speaks to the app through #shared/contract alone.' }
] }]

export default ts.config(
  { ignores: ['node_modules', 'out', 'dist', 'test-results', 'playwright-report', 'test/fixtures'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.node } }, rules: common },
  { files: ['src/**/*.ts', 'src/**/*.svelte'], rules: sizes },
  { files: ['test/**/*.ts'], rules: { 'max-lines': sizes['max-lines'] } },
  { files: ['src/main/**/*.ts'], ignores: ['src/main/desktop/port.ts'], rules: { 'no-restricted-imports': noRawIpc } },
  { files: ['src/renderer/**'], languageOptions: { globals: { ...globals.browser } }, rules: { 'no-restricted-imports': rendererImports } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } } },
  // `$bindable` props are destructured beside props that never change.
  { files: ['**/*.svelte'], rules: { 'prefer-const': ['error', { destructuring: 'all' }] } },
  { files: ['src/cli/**', 'scripts/**', 'bin/**'], rules: { 'no-console': 'off' } }
)
