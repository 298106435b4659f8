/** Two projects: `unit` in Node, `gpu` in Chromium, where there is a WebGPU device (in software, if need be). */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { BROWSER_FLAGS, findBrowser } from './scripts/findBrowser';

const gpuTests = 'src/**/*.gpu.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: [gpuTests],
          testTimeout: 60_000,
        },
      },
      {
        // Found while the tests run, not in the midst of them: a reload would lose their state.
        optimizeDeps: {
          include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu'],
        },
        test: {
          name: 'gpu',
          include: [gpuTests],
          testTimeout: 120_000,
          // One device at a time: in software they share the processor.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: findBrowser(), args: [...BROWSER_FLAGS] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
