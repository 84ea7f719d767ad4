import { wordsOf } from "./manifest-names.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

export function nodeFiles({ name, docker }: ServiceText): FileTexts {
  return {
    "package.json": manifest(name),
    "src/main.js": PROGRAM,
    "src/server.js": server(name),
    "test/server.test.js": TEST,
    ".gitignore": "/dist/\n/node_modules/\n",
    ...(docker ? { Dockerfile: DOCKERFILE, ".dockerignore": "dist/\nnode_modules/\n.git/\nDockerfile\n.dockerignore\n.env*\n" } : {}),
  };
}

function manifest(name: string): string {
  const scripts = {
    dev: "node --watch src/main.js",
    test: "node --test",
    lint: "node --check src/main.js && node --check src/server.js",
    build: "rm -rf dist && cp -R src dist",
    start: "node dist/main.js",
  };
  const fields = { name: wordsOf(name, "-"), version: "0.1.0", private: true, type: "module", engines: { node: ">=20" }, scripts };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

const PROGRAM = `import { createServer } from "./server.js";

const port = Number(process.env.PORT || 8080);
const server = createServer();

server.listen(port, () => {
  console.log(\`listening on :\${server.address().port}\`);
});

// As the first process of a container Node would not end by itself.
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
`;

function server(name: string): string {
  return `import http from "node:http";

export function createServer() {
  return http.createServer((request, response) => {
    response.setHeader("content-type", "text/plain; charset=utf-8");
    response.end(request.url === "/health" ? "ok\\n" : ${JSON.stringify(`hello from ${name}\n`)});
  });
}
`;
}

const TEST = `import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createServer } from "../src/server.js";

test("says that it is healthy", async (t) => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const response = await fetch(\`http://127.0.0.1:\${server.address().port}/health\`);
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "ok\\n");
});
`;

const DOCKERFILE = `FROM node:22-alpine AS source
WORKDIR /app
COPY package*.json ./
RUN npm install
COPY . .

FROM source AS test
RUN npm run lint && npm test

FROM source AS build
RUN npm run build && npm prune --omit=dev

FROM node:22-alpine
WORKDIR /app
ENV NODE_ENV=production PORT=8080
COPY --from=build /app ./
USER node
EXPOSE 8080
CMD ["node", "dist/main.js"]
`;
