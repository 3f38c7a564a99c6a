// Runs a Python file in Pyodide, the one that the browser gets: node in_pyodide.mjs '<JSON>', with
//   pyodide  folder of the npm package
//   script   the Python file
//   mounts   {path inside: folder of this machine}
//   stdlib, lock, packages   what a page loads instead of the stock standard library and no packages; may be null
// Prints the value of the script's last expression, which is a string.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { pyodide, script, mounts, stdlib, lock, packages } = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(join(resolve(pyodide), "pyodide.mjs")).href);
const options = { env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" } }; // a fixed seed: sets are written in one order
if (stdlib) options.stdLibURL = resolve(stdlib);
if (lock) {
  const lockFileContents = readFileSync(lock, "utf-8");
  Object.assign(options, { lockFileContents, packageBaseUrl: `${dirname(resolve(lock))}/`, packages });
}
try {
  const python = await loadPyodide(options);
  for (const [inside, folder] of Object.entries(mounts)) python.mountNodeFS(inside, resolve(folder));
  process.stdout.write(python.runPython(readFileSync(script, "utf-8"), { filename: script }) ?? "");
} catch (error) {
  console.error(error.message); // Node by itself would print the line it comes from: all of Pyodide
  process.exitCode = 1;
}
