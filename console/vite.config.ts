import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run console:dev` finds the server that it stands before. */
const SERVER = process.env['CONSOLE_SERVER'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The content security policy lets no data: URL in but images.
    assetsInlineLimit: 0,
    target: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: { '/v1': SERVER } },
});
