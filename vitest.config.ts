// What `npx vitest run` runs: every test that needs nothing but Node. A test that takes long or needs other programs
// says so in its name and is run by a command of its own.
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/unit.json' }]] : ['default'],
    include: ['**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      '**/*.nginx.test.ts',
      '**/*.slow.test.ts',
      '**/*.tshark.test.ts',
      '**/*.vm.test.ts',
    ],
    // Most of the time is spent in the programs that the tests start: leaving a core to them gains nothing.
    maxWorkers: '100%',
    // Most programs that tests start are ours.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'hopwise') },
    // No test waits for time to pass; these only end one that hangs, on a machine that is busy with other things.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
