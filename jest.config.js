const common = {
  testEnvironment: 'node',
  // Workspaces resolve to their TypeScript sources, so that a test never runs a stale build.
  testEnvironmentOptions: { customExportConditions: ['dspy-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2024', experimental: { keepImportAttributes: true }, parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } } }],
  },
  injectGlobals: false,
};

export default {
  // Tells hangs from slowness: a machine whose cores are busy takes many times what a test needs alone.
  testTimeout: 30_000,
  projects: [
    { ...common, displayName: 'unit', roots: ['<rootDir>/packages', '<rootDir>/services', '<rootDir>/test/docs', '<rootDir>/test/support'], testMatch: ['**/*.test.{ts,tsx}'] },
    { ...common, displayName: 'integration', roots: ['<rootDir>/test/integration'], testMatch: ['**/*.test.ts'] },
    { ...common, displayName: 'e2e', roots: ['<rootDir>/test/e2e'], testMatch: ['**/*.test.ts'] },
    { ...common, displayName: 'stack', roots: ['<rootDir>/test/stack'], testMatch: ['**/*.test.ts'] },
  ],
};
