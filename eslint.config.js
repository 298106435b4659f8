/** Lint rules. The one of our own: imports point one way (ARCHITECTURE.md), so that each folder can be read and tested without those above it. */
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Files of `folder` may not import what matches `patterns`. */
const mayNotImport = (folder, patterns, message, ignores = []) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  ignores: ['**/*.test.{ts,tsx}', ...ignores],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: patterns, message }] }] },
});

const ABOVE = '^(\\.\\./)+';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'out/', 'test-results/', 'public/datasets/', 'golden/'] },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } } },
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Stores and trainers hand out closures, never methods that need `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Over typed arrays an index loop is the plain one.
      '@typescript-eslint/prefer-for-of': 'off',
      // Numbers and states in messages are the point of the messages.
      '@typescript-eslint/restrict-template-expressions': 'off',
      // `a ??= b` and index signatures in brackets are settled by the compiler's options.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['src/ui/**/*.tsx', 'src/main.tsx'],
    ...jsxA11y.flatConfigs.recommended,
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      // The stage is an application: it takes arrow keys and must be reachable.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['application', 'group'] }],
      'jsx-a11y/no-noninteractive-element-interactions': 'off',
      'jsx-a11y/no-interactive-element-to-noninteractive-role': ['error', { canvas: ['application', 'img'] }],
    },
  },
  { files: ['src/ui/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
  mayNotImport(
    'ui',
    `${ABOVE}engine/(tfjs|webgpu|session|worker|openRun|openTrainer|batches|network)|^@tensorflow`,
    'The page knows the engine by client, protocol and runConfig alone: everything else runs in the worker and must not weigh on the page.',
  ),
  mayNotImport(
    'engine',
    `${ABOVE}ui/|^react`,
    'The engine runs in a worker without a page: what it has to say leaves as protocol events.',
  ),
  mayNotImport(
    'exporters',
    `${ABOVE}(ui|engine/(tfjs|webgpu|session|worker|openRun|openTrainer))|^react|^@tensorflow`,
    'Exporters turn a configuration into text: they need neither the page nor a running engine.',
  ),
  mayNotImport(
    'losses',
    `${ABOVE}(ui|engine|data|metrics)/|^react|^@tensorflow`,
    'A loss is a formula: it may import src/formula only.',
  ),
  mayNotImport(
    'formula',
    `${ABOVE}(ui|engine|losses|data|metrics)/|^react|^@tensorflow`,
    'src/formula stands alone: parser, derivative and emitters import nothing of ours.',
  ),
  mayNotImport(
    'metrics',
    `${ABOVE}(ui|engine|losses|data|formula)/|^react|^@tensorflow`,
    'Metrics are plain functions on typed arrays: they import nothing of ours.',
  ),
  mayNotImport(
    'data',
    `${ABOVE}(ui|engine|losses|metrics|formula)/|^react|^@tensorflow`,
    'Data sets know nobody: they import nothing of ours but shared types.',
  ),
);
