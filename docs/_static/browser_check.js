// The form that checks a pasted text: what it shows is text, never markup.

const form = document.querySelector("form.browser-check");
const example = document.querySelector(".browser-example");
const { name: kind, text } = form.elements;
const button = form.querySelector("button");
const status = form.querySelector("output");
const list = form.querySelector(".browser-problems");

text.value = example.textContent.trim() + "\n";
example.remove();

const worker = new Worker(new URL("browser_worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  if (data.error) {
    tell("failed", `It failed: ${data.error}`);
  } else if (data.ready) {
    button.disabled = false;
    const seconds = (performance.now() / 1000).toFixed(1);
    tell("ready", `Python is ready, after ${seconds} seconds`);
  } else {
    show(data.problems);
  }
};
worker.onerror = () => tell("failed", "Python could not be loaded: the site has to come from a server");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  tell("busy", "It is being checked");
  worker.postMessage({ name: kind.value, text: text.value });
});

function tell(state, words) {
  form.dataset.state = state;
  status.textContent = words;
}

function show(problems) {
  list.replaceChildren(...problems.map(entry));
  const count = problems.length === 1 ? "1 problem" : `${problems.length || "no"} problems`;
  tell("checked", count);
}

function entry({ severity, kind, line, column, place, message, hint }) {
  const item = document.createElement("li");
  const label = document.createElement("b");
  label.className = severity;
  label.textContent = severity;
  const where = line === null ? "" : ` line ${line}, column ${column}:`;
  const more = document.createElement("a");
  more.href = `kinds.html#${kind}`;
  more.textContent = kind;
  item.append(label, `${where} ${place}: ${message} (`, more, ")");
  if (hint) {
    const fix = document.createElement("code");
    fix.textContent = hint;
    item.append(document.createElement("br"), fix);
  }
  return item;
}
