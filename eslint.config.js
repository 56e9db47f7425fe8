import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules/', 'coverage/', 'data/', 'dist/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // `return fields.refuse(…)` there says that nothing is read, and why: its type is undefined, never void.
    files: ['src/config/importers/**'],
    rules: { '@typescript-eslint/no-confusing-void-expression': 'off' },
  },
  {
    // Every Grafana imports the form of dashboards that the SDK calls deprecated; the newer one needs version 12.
    files: ['src/adapters/grafana/**'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        {
          allow: [
            {
              from: 'package',
              package: '@grafana/grafana-foundation-sdk',
              name: ['Dashboard', 'DashboardBuilder'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/main.ts', 'src/cli/**', 'demo/**', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
)
