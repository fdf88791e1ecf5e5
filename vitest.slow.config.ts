// What takes minutes or a browser: `npm run test:slow`. Needs python3 and chromium.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/slow.json' }]] : ['default'],
    include: ['**/*.slow.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 300_000,
    // Whole graders run in these tests, each with programs of its own.
    fileParallelism: false,
    // Most of the time a wrong program keeps its clients waiting.
    maxConcurrency: 6,
    // A machine that was busy with something else for a moment must not pass for a verdict that changes.
    retry: 2,
  },
})
