// The stages in front of real nginx, and the peers: `npm run test:nginx`. Not among the unit tests, which run where nothing is installed.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/nginx.json' }]] : ['default'],
    include: ['stages/**/*.nginx.test.ts', 'grader/**/*.nginx.test.ts'],
    testTimeout: 60_000,
    // wrk and nginx want the whole machine.
    fileParallelism: false,
    // A machine that was busy with something else for a moment must not pass for a program that is wrong.
    retry: 2,
  },
})
