/** How the page is built and served. The headers of both servers are what the page needs from any host; see `pageHeaders`. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Cross-origin isolation: without it there is no SharedArrayBuffer, and WebAssembly runs on one thread. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What the built page may load: its own files, and nothing from anywhere else. */
const contentSecurityPolicy = [
  "default-src 'self'",
  // blob: TensorFlow.js starts each WebAssembly thread from a blob, which imports its code from a second one.
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  // The two hashes: react-aria's own rules for touch and for the page behind a dialog.
  "style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=' 'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
  // The charts and the formulas position their parts by style attributes; any other <style> element stays forbidden.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** Headers of the preview server, and of any host that serves the built page. */
const pageHeaders = { ...isolationHeaders, 'Content-Security-Policy': contentSecurityPolicy };

/**
 * TensorFlow.js starts its WebAssembly threads from the *source text* of one function. That text must stand alone, but it names
 * `_scriptDir`, a variable of the module around it, which does not exist in the thread. Its value in a worker is undefined.
 */
const standaloneThreadSource = (): Plugin => ({
  name: 'standalone-thread-source',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('tfjs-backend-wasm-threaded-simd.js')) return null;
    return { code: code.replace(/var _scriptDir = [^;]*;/, '').replaceAll('_scriptDir', 'undefined'), map: null };
  },
});

export default defineConfig({
  // The page works from any folder of any host.
  base: './',
  plugins: [react()],
  worker: { format: 'es', plugins: () => [standaloneThreadSource()] },
  // In development the dependencies are bundled beforehand, without the plugins above.
  optimizeDeps: { rolldownOptions: { plugins: [standaloneThreadSource()] } },
  // No file inside another: the policy above allows files of the page's own, not data addresses of fonts.
  build: { assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 2500 },
  server: { headers: isolationHeaders },
  preview: { headers: pageHeaders },
});
