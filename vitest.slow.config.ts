// The tests that start a browser: `npx vitest run --config vitest.slow.config.ts`. They need chromium.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/slow.json' }]] : ['default'],
    include: ['**/*.slow.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 60_000,
    fileParallelism: false,
  },
})
