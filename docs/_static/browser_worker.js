// Python in a worker, so that the page stays at hand while it loads and works.

const files = new URL("../_browser/", import.meta.url);

async function load() {
  const packages = fetch(new URL("packages.zip", files)).then((found) => {
    if (!found.ok) throw new Error(`${found.url}: ${found.status}`);
    return found.arrayBuffer();
  });
  const { loadPyodide } = await import(new URL("pyodide.mjs", files));
  const python = await loadPyodide({ indexURL: files.href });
  python.unpackArchive(await packages, "zip", { extractDir: "/packages" });
  return python.runPython(`
import sys
sys.path.insert(0, "/packages")
from browser_check import check_text
check_text("warm_up.yaml", "outputs: {a: {type: particle, slots: [blob]}}")
check_text`);
}

const check = load();
check.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ error: String(error) }),
);

onmessage = async ({ data: { name, text } }) => {
  try {
    postMessage({ problems: JSON.parse((await check)(name, text)) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
