// Runs a Python file in Pyodide, the one that the browser gets: node in_pyodide.mjs '<JSON>', with
//   pyodide  folder of the npm package
//   script   the Python file
//   mounts   {path inside: folder of this machine}
//   stdlib   what is loaded in the place of the stock standard library; may be null
//   numpy    numpy's wheel; may be null
//   packages a folder of packages of ours; may be null
//   packs    what a page loads instead of all that: files of bundler/python/packs.py; may be empty. As there, Python
//            starts with the first alone
// Prints the value of the script's last expression, which is a string.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inflated } from "../../../site/inflate.mjs";
import { addPack, EMPTY_ZIP, libraryOf, unpack } from "../../../site/python/unpack.mjs";

const { pyodide, script, mounts, stdlib, numpy, packages, packs } = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(join(resolve(pyodide), "pyodide.mjs")).href);
const options = { env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" } }; // a fixed seed: sets are written in one order
if (stdlib) options.stdLibURL = resolve(stdlib);
if (numpy) Object.assign(options, { packageBaseUrl: `${dirname(resolve(numpy))}/`, packages: ["numpy"] });
if (packs.length) {
  const folder = mkdtempSync(join(tmpdir(), "pyodide-"));
  options.stdLibURL = join(folder, "python_stdlib.zip");
  writeFileSync(options.stdLibURL, EMPTY_ZIP);
  process.on("exit", () => rmSync(folder, { recursive: true }));
}
try {
  const [first, ...others] = packs;
  let folder = "";
  if (first)
    options.fsInit = async (FS, { sitePackages }) => {
      folder = libraryOf(sitePackages);
      unpack(FS, folder, await inflated(readFileSync(first)));
    };
  const python = await loadPyodide(options);
  for (const pack of others) addPack(python, folder, await inflated(readFileSync(pack)));
  for (const [inside, folder] of Object.entries(mounts)) python.mountNodeFS(inside, resolve(folder));
  if (packages) {
    python.mountNodeFS("/packages", resolve(packages));
    python.runPython("import sys; sys.path.append('/packages')");
  }
  process.stdout.write(python.runPython(readFileSync(script, "utf-8"), { filename: script }) ?? "");
} catch (error) {
  console.error(error.message); // Node by itself would print the line it comes from: all of Pyodide
  process.exitCode = 1;
}
