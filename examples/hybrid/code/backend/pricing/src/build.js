// What the other services use: the code, and the catalogue as data. A mistake in the CSV fails the build here, not a request there.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseCatalogue } from "./catalogue.js";

const items = parseCatalogue(readFileSync("catalogue.csv", "utf8"));
mkdirSync("dist", { recursive: true });
copyFileSync("src/quote.js", "dist/quote.js");
writeFileSync("dist/catalogue.json", `${JSON.stringify(items, null, 2)}\n`);
console.log(`dist: quote.js, and catalogue.json with ${items.length} items`);
