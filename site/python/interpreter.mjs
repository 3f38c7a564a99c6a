// What PyScript takes for Pyodide, and what is to be done for PyScript when that is there.
import "./storage.js";
import { startPython } from "./python.mjs";

export { version } from "../runtime.mjs";

/** @param {object} options */
export async function loadPyodide(options) {
  const python = await startPython(options);
  // What follows was not reported upstream. PyScript writes its own Python into the current folder, which comes first,
  // so that it would be compiled anew in every tab; the same is in the archive, compiled.
  python.runPython("import sys; sys.path.append(sys.path.pop(0))");
  // It hands every message to this worker on to Python's xworker.onmessage, also those with files, which are not for
  // it.
  python.globals.set("xworker", { onmessage() {} });
  return python;
}
