/**
 * Reads the catalogue that the shop's people keep as CSV.
 * @param {string} text
 * @returns {{ sku: string, name: string, cents: number, bulkFrom: number, bulkPercent: number }[]}
 * @throws {Error} with the line number of the first row that cannot be right.
 */
export function parseCatalogue(text) {
  const [header, ...rows] = text.trimEnd().split("\n");
  if (header !== HEADER) throw new Error(`catalogue, line 1: expected "${HEADER}"`);
  const seen = new Set();
  return rows.map((row, index) => {
    const at = `catalogue, line ${index + 2}`;
    const fields = row.split(",");
    if (fields.length !== 5) throw new Error(`${at}: expected 5 fields, found ${fields.length}`);
    const [sku, name] = fields;
    if (seen.has(sku)) throw new Error(`${at}: ${sku} is there twice`);
    seen.add(sku);
    const [cents, bulkFrom, bulkPercent] = fields.slice(2).map(Number);
    if (![cents, bulkFrom, bulkPercent].every(Number.isInteger)) throw new Error(`${at}: prices are whole cents, discounts whole per cent`);
    return { sku, name, cents, bulkFrom, bulkPercent };
  });
}

const HEADER = "sku,name,cents,bulk_from,bulk_percent";
