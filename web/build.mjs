// Builds what the published files embed into the Python package: script and style of appendix.html, fonts of appendix.pdf.
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";
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

// Each font goes with its licence: Latin, Traditional and Simplified Chinese.
const fonts = here("../dagster_project/publish/static/fonts");
await mkdir(fonts, { recursive: true });
for (const [name, family] of [
  ["noto-sans", "NotoSans"],
  ["noto-sans-tc", "NotoSansTC"],
  ["noto-sans-sc", "NotoSansSC"],
]) {
  const source = here(`node_modules/@expo-google-fonts/${name}`);
  for (const weight of ["400Regular", "700Bold"]) {
    const file = `${family}_${weight}.ttf`;
    await copyFile(`${source}/${weight}/${file}`, `${fonts}/${file}`);
  }
  await copyFile(`${source}/LICENSE_FONT`, `${fonts}/${family}_LICENSE.txt`);
}
