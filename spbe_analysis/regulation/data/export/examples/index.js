// node index.js permenpanrb-8-2026      the printed index of the worked card, from the exported law alone
const { readFileSync } = require("fs"), { join } = require("path");
const read = (end) => JSON.parse(readFileSync(join(__dirname, "..", process.argv[2] + end + ".json"), "utf8"));
const law = read(""), card = read(".card");
const parts = (text) => text.split("/").map(BigInt).concat(1n).slice(0, 2);
const value = (text) => { const [a, b = ""] = text.split("."); return [BigInt(a + b), 10n ** BigInt(b.length)]; };
let [top, bottom] = [0n, 1n]; // the exact sum as one fraction: no floats before rounding
for (const node of law.nodes.filter((node) => node.grid)) {
  const [w, q] = parts(node.weight), [v, d] = value(card.values[node.code]);
  [top, bottom] = [top * q * d + w * v * bottom, bottom * q * d];
}
const hundredths = (top * 200n + bottom) / (bottom * 2n); // half up, once
console.log(`${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`);
