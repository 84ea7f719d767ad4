// dist/index.html from the price list that the api's build left.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { renderPage } from "./page.js";

const prices = JSON.parse(readFileSync("../../backend/api/dist/prices.json", "utf8"));
const currency = process.env.SHOP_CURRENCY ?? "EUR";
mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", renderPage({ title: "The tea shop", currency, prices }));
console.log(`dist/index.html: ${prices.length} prices in ${currency}`);
