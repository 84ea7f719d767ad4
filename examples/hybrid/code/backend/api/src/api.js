import { createServer } from "node:http";
import { quote, UnknownItem } from "../../pricing/dist/quote.js";
import { priceList } from "./price-list.js";

/** The shop's HTTP interface. `GET /prices` lists what there is, `POST /quote` prices `[{ sku, quantity }]`. The caller listens and closes. */
export function createApi({ items }) {
  return createServer(async (request, response) => {
    const answer = await route(request, items);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(`${JSON.stringify(answer.body)}\n`);
  });
}

async function route(request, items) {
  switch (`${request.method} ${request.url}`) {
    case "GET /prices":
      return { status: 200, body: priceList(items) };
    case "POST /quote":
      return priceOrder(await bodyOf(request), items);
    default:
      return { status: 404, body: { error: `there is no ${request.method} ${request.url}` } };
  }
}

function priceOrder(text, items) {
  try {
    return { status: 200, body: quote(items, JSON.parse(text)) };
  } catch (error) {
    if (error instanceof UnknownItem) return { status: 422, body: { error: error.message } };
    return { status: 400, body: { error: "expected [{ sku, quantity }] as JSON" } };
  }
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
