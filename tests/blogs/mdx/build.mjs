// Makes a page of an MDX text, as Docusaurus does: rendered ahead, taken over by React, and left for another by a link
// without the page being loaded anew.
//
//   node build.mjs text.mdx folder script
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile } from "@mdx-js/mdx";
import { build } from "esbuild";

const [text, folder, script] = process.argv.slice(2);
const post = String(await compile(await readFile(text, "utf-8")));

const SITE = `
  import { createElement, useState } from "react";
  import Post from "post";
  export function Site() {
    const [place, setPlace] = useState(0);
    const link = createElement("button", { onClick: () => setPlace(place + 1) }, "Another post");
    return createElement("main", null, link, createElement("article", { key: place }, createElement(Post)));
  }
`;
const IN_BROWSER = `
  import { createElement } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { Site } from "site";
  hydrateRoot(document.getElementById("root"), createElement(Site), {
    onRecoverableError: (error) => document.documentElement.setAttribute("data-mismatch", String(error)),
  });
`;
const AHEAD = `
  import { createElement } from "react";
  import { renderToString } from "react-dom/server";
  import { Site } from "site";
  export const html = renderToString(createElement(Site));
`;

const modules = { post, site: SITE };
const ours = {
  name: "ours",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(post|site)$/ }, ({ path }) => ({ path, namespace: "ours" }));
    onLoad({ filter: /.*/, namespace: "ours" }, ({ path }) => ({
      contents: modules[path],
      loader: "js",
      resolveDir: import.meta.dirname,
    }));
  },
};

async function bundle(contents, outfile, platform) {
  await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    define: { "process.env.NODE_ENV": '"production"' },
    ...{ bundle: true, outfile, platform, format: platform === "node" ? "cjs" : "esm", plugins: [ours] },
    logLevel: "warning",
  });
}

await bundle(IN_BROWSER, join(folder, "post.js"), "browser");
await bundle(AHEAD, join(folder, "ahead.cjs"), "node");
const { html } = await import(pathToFileURL(join(folder, "ahead.cjs")));
await writeFile(
  join(folder, "index.html"),
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A post</title>
<script src="${script}" async></script><script src="post.js" type="module"></script></head>
<body><div id="root">${html}</div></body></html>`,
);
