import { readFileSync } from "node:fs";

/** Puts the licence of the map library beside the built files, as it asks. */
export function licences() {
  return {
    name: "licences",
    generateBundle() {
      const { version } = JSON.parse(readFileSync(new URL("node_modules/maplibre-gl/package.json", import.meta.url), "utf8"));
      const text = readFileSync(new URL("node_modules/maplibre-gl/LICENSE.txt", import.meta.url), "utf8");
      this.emitFile({ type: "asset", fileName: "licences.txt", source: `MapLibre GL JS ${version}\n\n${text}` });
    },
  };
}
