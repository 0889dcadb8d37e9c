// Builds the script and the style of appendix.html into the Python package, which embeds them in the page.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  absWorkingDir: here("."),
  entryPoints: [
    { in: "src/main.tsx", out: "page" },
    { in: "src/style.css", out: "page" },
  ],
  outdir: here("../dagster_project/publish/static"),
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2022"],
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
});
