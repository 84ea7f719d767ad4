import { quote } from "../../pricing/dist/quote.js";

/** What one of each item costs, tax included, as customers see it. */
export function priceList(items) {
  return items.map(({ sku, name }) => ({ sku, name, cents: quote(items, [{ sku, quantity: 1 }]).total }));
}
