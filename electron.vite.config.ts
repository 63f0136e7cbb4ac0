import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/** Packages with compiled parts or with files of their own beside the code; everything else is bundled in. */
const external = ['electron', 'better-sqlite3', 'libsql', /^@libsql\//, /^@duckdb\//, /^@lydell\//, 'trash']

/** Main and preload are CommonJS: Electron 25 cannot start from an ES module, and a sandboxed preload cannot in any version. */
const commonJs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } as const

/** Entries first load what old runtimes lack; it must be there before any library is. */
const banner = ({ isEntry, name }: { isEntry: boolean; name: string }) =>
  isEntry && name !== 'runtime-shims' ? "require('./runtime-shims.cjs');" : ''

const main = {
  build: {
    target: 'node18',
    outDir: 'out/main',
    externalizeDeps: false,
    rolldownOptions: {
      input: {
        'runtime-shims': 'electron/runtime-shims.ts',
        main: 'electron/main.ts',
        cli: 'electron/cli.ts',
        gateway: 'electron/engine/serving/gateway/gateway.ts',
      },
      external,
      output: { ...commonJs, banner },
    },
  },
}

const preload = {
  build: {
    target: 'node18',
    outDir: 'out/preload',
    externalizeDeps: false,
    rolldownOptions: { input: { preload: 'electron/preload.ts' }, external, output: commonJs },
  },
}

const renderer = {
  root: 'renderer',
  plugins: [react(), tailwindcss()],
  worker: { format: 'es' as const },
  build: {
    target: 'chrome114',
    outDir: 'out/renderer',
    // Monaco alone is larger than the default; it is read from disk, not from a network.
    chunkSizeWarningLimit: 8000,
    rolldownOptions: { input: 'renderer/index.html' },
  },
}

/** The command line needs main only; see scripts/build.mjs. */
export default defineConfig(process.env.PIPEWRIGHT_BUILD === 'main' ? { main } : { main, preload, renderer })
