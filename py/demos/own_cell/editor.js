// CodeMirror in place of the text field, with Python's colours; the build puts it and what it imports into one file.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/** @type {import("@codemirror/state").StateEffectType<{name: "new" | "wrong", lines: number[]}>} */
const mark = StateEffect.define();
/** @param {"new" | "wrong"} name */
const marks = (name) =>
  StateField.define({
    create: () => Decoration.none,
    update(drawn, { docChanged, changes, effects, state }) {
      let next = docChanged ? drawn.map(changes) : drawn;
      for (const effect of effects) {
        if (!effect.is(mark) || effect.value.name !== name) continue;
        const there = effect.value.lines.filter((line) => line >= 1 && line <= state.doc.lines);
        const line = Decoration.line({ class: `own-line-${name}` });
        next = Decoration.set(there.map((number) => line.range(state.doc.line(number).from)));
      }
      return next;
    },
    provide: (field) => EditorView.decorations.from(field),
  });

/**
 * @param {HTMLTextAreaElement} field whose place it takes
 * @param {() => void} changed
 * @param {() => void} run
 * @returns {import("./own.js").Editor}
 */
export function open(field, changed, run) {
  const label = /** @type {string} */ (field.getAttribute("aria-label"));
  const describedBy = /** @type {string} */ (field.getAttribute("aria-describedby"));
  const runs = () => {
    run();
    return true;
  };
  let isWriting = false; // what the page asks for, which nobody typed
  let isShowing = false; // a line, as the page asks
  const had = document.activeElement === field;
  const view = new EditorView({
    doc: field.value,
    selection: { anchor: field.selectionStart, head: field.selectionEnd },
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      python(),
      syntaxHighlighting(classHighlighter),
      marks("new"),
      marks("wrong"),
      EditorView.scrollHandler.of((view, { head }) => {
        if (!isShowing) return false;
        isShowing = false;
        view.scrollDOM.scrollTop = Math.max(view.lineBlockAt(head).top - view.scrollDOM.clientHeight / 3, 0);
        return true;
      }),
      keymap.of([{ key: "Mod-Enter", run: runs }, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-describedby": describedBy,
        tabindex: "0",
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
      }),
      EditorView.updateListener.of(({ docChanged }) => docChanged && !isWriting && changed()),
    ],
  });
  field.before(view.dom);
  field.hidden = true;
  field.labels?.[0]?.addEventListener("click", () => view.focus());
  if (had) {
    view.focus();
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { y: "center" }) });
  }
  // By CodeMirror's own way, which measures what is not in view, but within the editor: the page stays where it is.
  /** @param {number | undefined} line */
  function show(line) {
    if (!line || line > view.state.doc.lines) return;
    isShowing = true;
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(line).from) });
  }

  return {
    read: () => view.state.doc.toString(),
    write(text, lines) {
      isWriting = true;
      if (text !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isWriting = false;
      view.dispatch({ effects: [mark.of({ name: "new", lines }), mark.of({ name: "wrong", lines: [] })] });
      show(lines[0]);
    },
    blame(line) {
      view.dispatch({ effects: mark.of({ name: "wrong", lines: line ? [line] : [] }) });
      show(line);
    },
  };
}
