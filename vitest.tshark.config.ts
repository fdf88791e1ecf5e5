// Captures before tshark's eyes: `npm run test:tshark`. Needs tshark, and for what is compared with dumpcap root.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/tshark.json' }]] : ['default'],
    include: ['**/*.tshark.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 300_000,
    // Times are compared in some of them.
    fileParallelism: false,
    retry: 2,
  },
})
