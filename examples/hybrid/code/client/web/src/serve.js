// The page for development: asks a running api at every request, so that its changes show after a reload.
import { createServer } from "node:http";
import { renderPage } from "./page.js";

const api = process.env.API_URL ?? "http://localhost:8080";
const server = createServer(async (_request, response) => {
  try {
    const prices = await (await fetch(`${api}/prices`)).json();
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(renderPage({ title: "The tea shop (development)", currency: process.env.SHOP_CURRENCY ?? "EUR", prices }));
  } catch {
    response.writeHead(502).end(`no api at ${api}: start it with "repo dev api"\n`);
  }
});
server.listen(Number(process.env.WEB_PORT ?? 3000), () => console.log(`web: http://localhost:${server.address().port}/`));
