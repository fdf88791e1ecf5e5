// The lab VM with the real programs: `npm run test:vm`. The real VBoxManage, in a Debian tree that is built first, and a real boot in
// QEMU. Needs root and Debian's tools; where they are missing the tests are skipped, outside CI.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // CI counts what ran, and what was skipped.
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.hopwise/reports/vm.json' }]] : ['verbose'],
    include: ['vm-setup/**/*.vm.test.ts'],
    // Packages come over the network, and the guest has no help of the processor.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Each wants the whole machine.
    fileParallelism: false,
  },
})
