import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { build } from "./build.ts";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const dist = join(import.meta.dirname, "../dist");

// The page is built anew each time that it is loaded, so that a reload shows what has changed.
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (extname(pathname) === "") build(dist);
  const file = extname(pathname) === "" ? "/index.html" : normalize(pathname);
  try {
    const content = readFileSync(join(dist, file));
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    response.end(content);
  } catch {
    response.statusCode = 404;
    response.end("not found\n");
  }
});

server.listen(Number(process.env.PORT || 3000), process.env.HOST || "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`listening on http://localhost:${port}/`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
