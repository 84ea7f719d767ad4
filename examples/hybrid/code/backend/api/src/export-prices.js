// The price list as a file, for the page that is made once and served by anything.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { priceList } from "./price-list.js";

const prices = priceList(JSON.parse(readFileSync("../pricing/dist/catalogue.json", "utf8")));
mkdirSync("dist", { recursive: true });
writeFileSync("dist/prices.json", `${JSON.stringify(prices, null, 2)}\n`);
console.log(`dist/prices.json: ${prices.length} prices`);
