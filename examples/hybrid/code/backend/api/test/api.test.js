import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { createApi } from "../src/api.js";

const items = [{ sku: "CUP-01", name: "Cup", cents: 1200, bulkFrom: 6, bulkPercent: 15 }];
const server = createApi({ items });
let url;

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const post = (body) => fetch(`${url}/quote`, { method: "POST", body });

test("lists what there is, tax included", async () => {
  assert.deepEqual(await (await fetch(`${url}/prices`)).json(), [{ sku: "CUP-01", name: "Cup", cents: 1428 }]);
});

test("prices an order", async () => {
  const response = await post(JSON.stringify([{ sku: "CUP-01", quantity: 6 }]));
  assert.equal(response.status, 200);
  assert.equal((await response.json()).total, 7283);
});

test("says what is wrong with an order", async () => {
  const unknown = await post('[{ "sku": "CAN-01", "quantity": 1 }]');
  assert.equal(unknown.status, 422);
  assert.deepEqual(await unknown.json(), { error: 'there is no item "CAN-01"' });
  assert.equal((await post("six cups, please")).status, 400);
});

test("knows no other address", async () => {
  assert.equal((await fetch(`${url}/admin`)).status, 404);
});
