import { defineConfig } from "vite";
import { licences } from "./licences.mjs";

// Names without hashes and no dates: the same sources and lock file give the same bytes.
const plain = { entryFileNames: "assets/[name].js", chunkFileNames: "assets/[name].js", assetFileNames: "assets/[name][extname]" };

export default defineConfig({
  root: "src",
  base: "./",
  publicDir: "public",
  plugins: [licences()],
  worker: { format: "es", rolldownOptions: { output: plain } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: { index: "src/index.html", account: "src/account.html" }, output: plain },
  },
});
