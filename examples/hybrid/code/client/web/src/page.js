/** The shop's page, whole. Texts come from people, so they are escaped. */
export function renderPage({ title, currency, prices }) {
  const rows = prices.map(({ name, cents }) => `      <tr><td>${escapeHtml(name)}</td><td>${formatPrice(cents, currency)}</td></tr>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>${escapeHtml(title)}</title>
  </head>
  <body>
    <h1>${escapeHtml(title)}</h1>
    <table>
${rows.join("\n")}
    </table>
  </body>
</html>
`;
}

/** 1428 cents in EUR are "14.28 EUR". */
export function formatPrice(cents, currency) {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")} ${currency}`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
