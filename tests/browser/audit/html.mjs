// What html-validate finds in pages: node html.mjs file.html ...; prints JSON: {"rule: where": message}.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";

// Lists may have a name, also by the letter of ARIA.
const rules = { "aria-label-misuse": ["error", { allowAnyNamable: true }] };
const validate = new HtmlValidate({ extends: ["html-validate:standard"], rules });
const found = {};
for (const file of process.argv.slice(2)) {
  const { results } = await validate.validateString(readFileSync(file, "utf-8"));
  for (const { messages } of results)
    for (const { ruleId, line, column, message } of messages) found[`${ruleId}: ${file}:${line}:${column}`] = message;
}
console.log(JSON.stringify(found));
