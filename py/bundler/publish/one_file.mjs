// Makes the scripts and the fonts of pages that are one file, by esbuild: node one_file.mjs '<JSON>', with
//   dist     the folder of the built site
//   host     the made-up address that paths below it have in such a page
//   modules  paths of modules, each to be imported by its address
//   located  a folder; modules below it ask for what is relative to the page's address
//   worker   path of a module that is to be a classic script with all that it imports in it: Chromium runs no module
//            in a worker of a page from disk
//   prelude  a file that runs before that one
//   page     the page's own script
//   fonts    a style sheet, and beside, the folder that its addresses are relative to
// Prints JSON: modules and worker {path: text}, page that script, fonts the sheet with the fonts in it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const { dist, host, modules, located, worker, prelude, page, fonts, beside } = JSON.parse(process.argv[2]);
// What is made is a matter of these options alone, not of a tsconfig.json in some folder above.
const ALONE = { tsconfigRaw: "{}" };
const OPTIONS = { bundle: true, write: false, charset: "utf8", logLevel: "silent", minifyWhitespace: true, ...ALONE };

// Import maps do not look at relative names, so modules name in full what they import.
const inFull = (address) => ({
  name: "in full",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path }) => ({ path: new URL(path, address).href, external: true }));
  },
});

async function made(options) {
  const { outputFiles } = await build({ ...OPTIONS, ...options });
  return outputFiles[0].text;
}

function moduleAt(path) {
  const address = JSON.stringify(host + path);
  const define = { "import.meta.url": address };
  // Nothing can be relative to about:srcdoc, data: or blob:null.
  if (path.startsWith(located)) define["location.href"] = address;
  const how = { format: "esm", packages: "external", treeShaking: false, plugins: [inFull(host + path)] };
  return made({ entryPoints: [join(dist, path)], define, ...how });
}

try {
  const texts = { modules: {}, worker: {} };
  for (const path of modules) texts.modules[path] = await moduleAt(path);
  texts.worker[worker] = await made({
    entryPoints: [join(dist, worker)],
    inject: [prelude],
    format: "iife",
    define: { "import.meta.url": JSON.stringify(host + worker) },
  });
  texts.page = await made({ entryPoints: [page], format: "iife" });
  const stdin = { contents: readFileSync(fonts, "utf-8"), resolveDir: beside, loader: "css" };
  texts.fonts = await made({ stdin, loader: { ".woff2": "dataurl" } });
  process.stdout.write(JSON.stringify(texts));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
