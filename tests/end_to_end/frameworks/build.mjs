/* node build.mjs FOLDER: writes each framework's page as its server renders it, NAME.html, and the script that takes it
 * over in the browser, NAME.js, both of the development build, which warns where the two differ. */
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "svelte/compiler";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const FIRST = { article: "FIRST", next: "NEXT" };  // the tests put ids of articles in their places
const SOURCES = { react: "react.jsx", vue: "vue.js", svelte: "svelte.js" };

/** Compile components for the server or the browser. */
const svelte = (generate) => ({
  name: "svelte",
  setup: (on) => on.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
    const { js } = compile(await readFile(path, "utf8"), { filename: path, generate, dev: true });
    return { contents: js.code };
  }),
});

const common = {
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxDev: true,
  define: {
    "process.env.NODE_ENV": '"development"',
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
  },
  logLevel: "error",
};

for (const [name, source] of Object.entries(SOURCES)) {
  const server = join(folder, `${name}-server.mjs`);
  const require = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await build({
    ...common, entryPoints: [source], outfile: server, platform: "node", conditions: ["development"],
    banner: { js: require }, define: { ...common.define, "globalThis.IN_BROWSER": "false" }, plugins: [svelte("server")],
  });
  await build({
    ...common, entryPoints: [source], outfile: join(folder, `${name}.js`), platform: "browser",
    conditions: ["browser", "development"], define: { ...common.define, "globalThis.IN_BROWSER": "true" },
    plugins: [svelte("client")],
  });
  const { render } = await import(pathToFileURL(server));
  await writeFile(join(folder, `${name}.html`), await render(FIRST));
}
process.exit();  // the scheduler of a server that has rendered stays open
