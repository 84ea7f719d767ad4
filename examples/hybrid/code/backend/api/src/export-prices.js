// The price list as the web shop shows it, tax included.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { quote } from "../../pricing/dist/quote.js";

const items = JSON.parse(readFileSync("../pricing/dist/catalogue.json", "utf8"));
const prices = items.map(({ sku, name }) => ({ sku, name, cents: quote(items, [{ sku, quantity: 1 }]).total }));
mkdirSync("dist", { recursive: true });
writeFileSync("dist/prices.json", `${JSON.stringify(prices, null, 2)}\n`);
console.log(`dist/prices.json: ${prices.length} prices`);
