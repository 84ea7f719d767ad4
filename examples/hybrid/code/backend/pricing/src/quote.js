const VAT_PERCENT = 19;

/**
 * What an order costs, in whole cents. Rounding happens once for each line and once for the tax, as on the invoice.
 * @param {ReturnType<typeof import("./catalogue.js").parseCatalogue>} items
 * @param {{ sku: string, quantity: number }[]} order
 * @throws {UnknownItem} for a sku that the catalogue does not have.
 */
export function quote(items, order) {
  const lines = order.map(({ sku, quantity }) => {
    const item = items.find((candidate) => candidate.sku === sku);
    if (item === undefined) throw new UnknownItem(sku);
    const percent = quantity >= item.bulkFrom ? item.bulkPercent : 0;
    return { sku, quantity, discount: percent, cents: Math.round((item.cents * quantity * (100 - percent)) / 100) };
  });
  const net = lines.reduce((sum, line) => sum + line.cents, 0);
  const vat = Math.round((net * VAT_PERCENT) / 100);
  return { lines, net, vat, total: net + vat };
}

export class UnknownItem extends Error {
  constructor(sku) {
    super(`there is no item "${sku}"`);
    this.sku = sku;
  }
}
