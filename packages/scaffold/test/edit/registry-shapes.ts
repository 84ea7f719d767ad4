/** A registry as one finds them, and what is added to it for the service `billing`. */
export interface RegistryShape {
  /** Also of files that it imports. */
  readonly file: string;
  readonly text: string;
  /** What is put into it, in the order of the places. */
  readonly adds: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
}

const ADDED = '{ path: "backend/billing", stack: "python" }';

export const registries: Readonly<Record<string, RegistryShape>> = {
  "defineConfig, each service on a line": {
    file: "services.config.ts",
    text: `import { defineConfig } from "nix-repo";

export default defineConfig({
  root: "code",
  services: {
    api: { path: "backend/api", stack: "go", tags: ["backend"] },
    web: { path: "client/web", stack: "node", dependsOn: ["api"] }, // what people see
    // More of them to come.
  },
  workspace: { verbs: { hello: "echo 'hello'" } },
});
`,
    adds: [`\n    billing: ${ADDED},`],
  },

  "a line for each field": {
    file: "services.config.ts",
    text: `import { defineConfig } from "nix-repo";

export default defineConfig({
  services: {
    api: {
      path: "backend/api",
      shell: "backend-api",
    },

    web: {
      path: "client/web",
      verbs: {
        dev: { run: "npm run dev", persistent: true },
      },
    },
  },
});
`,
    adds: ['\n\n    billing: {\n      path: "backend/billing",\n      stack: "python",\n    },'],
  },

  "no closing commas, single quotes, no semicolons": {
    file: "services.config.ts",
    text: `import { defineConfig } from 'nix-repo'

export default defineConfig({
  services: {
    api: {
      path: 'backend/api',
      description: "the team's"
    }
  }
})
`,
    adds: [",", "\n    billing: {\n      path: 'backend/billing',\n      stack: 'python'\n    }"],
  },

  "all on one line": {
    file: "services.config.ts",
    text: `export default { services: { api: {path: "backend/api"} } };`,
    adds: [', billing: {path: "backend/billing", stack: "python"}'],
  },

  "all on one line, with closing commas": {
    file: "services.config.mjs",
    text: `export default { services: { "api": { "path": "backend/api", }, }, };\n`,
    adds: [' "billing": { "path": "backend/billing", "stack": "python" },'],
  },

  "none yet": {
    file: "services.config.ts",
    text: `import { defineConfig } from "nix-repo";\n\nexport default defineConfig({\n  services: {},\n});\n`,
    adds: [`\n    billing: ${ADDED},\n  `],
  },

  "none yet, but a remark": {
    file: "services.config.ts",
    text: `import { defineConfig } from "nix-repo";\n\nexport default defineConfig({\n  services: {\n    // none yet\n  },\n});\n`,
    adds: [`\n    billing: ${ADDED},`],
  },

  "constants, types, spread among others": {
    file: "services.config.ts",
    text: `import type { RegistryConfig, ServiceConfig } from "nix-repo";
import { legacy } from "./legacy.ts";

const tags = ["backend"] as const;
const go = (path: string): ServiceConfig => ({ path, stack: "go", tags: [...tags] });

const services = {
  ...legacy,
  api: go("backend/api"),
  "web.client": { path: "client/web" },
} satisfies RegistryConfig["services"];

const config: RegistryConfig = { root: ".", services };

export default config;
`,
    more: { "legacy.ts": 'export const legacy = { old: { path: "old" } };\n' },
    adds: [`\n  billing: ${ADDED},`],
  },

  "tabs, and lines of Windows": {
    file: "services.config.ts",
    text: `import { defineConfig } from "nix-repo";\r\n\r\nexport default defineConfig({\r\n\tservices: {\r\n\t\tapi: {\r\n\t\t\tpath: "backend/api",\r\n\t\t},\r\n\t},\r\n});\r\n`,
    adds: ['\r\n\t\tbilling: {\r\n\t\t\tpath: "backend/billing",\r\n\t\t\tstack: "python",\r\n\t\t},'],
  },

  CommonJS: {
    file: "services.config.js",
    text: `"use strict";
const { defineConfig } = require("nix-repo");
/* the registry */
module.exports = defineConfig({ services: {
  api: { path: "backend/api" } /* Go */, // and gRPC
  web: { path: "client/web" } } });
`,
    adds: [",", `\n  billing: ${ADDED}`],
  },

  "a mark of byte order": {
    file: "services.config.ts",
    text: `\ufeffexport default {\n  services: {\n    api: { path: "backend/api" },\n  },\n};\n`,
    adds: [`\n    billing: ${ADDED},`],
  },

  "parentheses, as const, a comment that looks like code": {
    file: "services.config.ts",
    text: `// services: { nothing: {} },
export default ({
  description: undefined,
  services: ({
    // billing: { path: "was here once" },
    api: { path: "backend/api" }
    // , old: {}
  }),
} as const);
`.replace("  description: undefined,\n", ""),
    adds: [",", `\n    billing: ${ADDED}`],
  },

  JSON: {
    file: "services.config.json",
    text: `{
  "root": "code",
  "services": {
    "api": { "path": "backend/api", "stack": "go" },
    "web": { "path": "client/web", "stack": "node" }
  },
  "workspace": { "verbs": { "hello": "echo hello" } }
}
`,
    adds: [",", '\n    "billing": { "path": "backend/billing", "stack": "python" }'],
  },

  "JSON with remarks, in four columns": {
    file: "services.config.json",
    text: `// The registry.
{
    "services": {
        "api": {
            "path": "backend/api" // Go
        }, // the first one
        /* and the last */
    }
}
`,
    adds: ['\n        "billing": {\n            "path": "backend/billing",\n            "stack": "python"\n        },'],
  },

  "JSON on one line": {
    file: "services.config.json",
    text: '{"services":{"api":{"path":"backend/api"}}}',
    adds: [', "billing": { "path": "backend/billing", "stack": "python" }'],
  },

  "JSON without any": {
    file: "services.config.json",
    text: '{\n  "services": { }\n}\n',
    adds: ['\n    "billing": { "path": "backend/billing", "stack": "python" }\n  '],
  },

  YAML: {
    file: "services.config.yaml",
    text: `# The registry.
root: code
services:
  api:
    path: backend/api
    stack: go

  web: # what people see
    path: client/web
    tags:
    - client
    verbs:
      dev: |
        npm run dev

  # More of them to come.
workspace:
  verbs: { hello: echo hello }
`,
    adds: ["\n  billing:\n    path: backend/billing\n    stack: python\n"],
  },

  "YAML, with flow, anchors and merges": {
    file: "services.config.yml",
    text: `defaults: &go { stack: go }
services:
    api: { <<: *go, path: backend/api } # first
    old: {path: old, stack: 'node'}   # last
`
      .replace("defaults: &go { stack: go }\n", "")
      .replace("<<: *go, ", "")
      .replace("api: {", "api: &api {"),
    adds: ["\n    billing: { path: backend/billing, stack: python }"],
  },

  "YAML on one line": {
    file: "services.config.yaml",
    text: "services: { api: { path: backend/api } }",
    adds: [", billing: { path: backend/billing, stack: python }"],
  },

  "YAML with an empty object, on Windows' lines": {
    file: "services.config.yaml",
    text: "root: .\r\nservices: {}\r\n",
    adds: [" billing: { path: backend/billing, stack: python } "],
  },
};

/** Registries that nobody should edit who does not understand them. */
export const unusualRegistries: Readonly<Record<string, { file: string; text: string; why: string; line: number }>> = {
  "services by a function": {
    file: "services.config.ts",
    text: 'const names = ["a"];\nexport default {\n  services: Object.fromEntries(names.map((name) => [name, { path: name }])),\n};\n',
    why: "its services are computed",
    line: 3,
  },
  "nothing but spread": {
    file: "services.config.ts",
    text: 'import { backend } from "./backend.ts";\nexport default { services: { ...backend } };\n',
    why: "its services are computed",
    line: 2,
  },
  "a whole registry by a function": {
    file: "services.config.ts",
    text: 'import { team } from "./team.ts";\n\nexport default team({ services: { a: { path: "a" } } });\n',
    why: "its services cannot be found",
    line: 3,
  },
  "services that somebody may change later": {
    file: "services.config.js",
    text: 'let services = { a: { path: "a" } };\nservices = {};\nmodule.exports = { services };\n',
    why: "its services are computed",
    line: 3,
  },
  "a getter": {
    file: "services.config.ts",
    text: "export default {\n  get services() {\n    return {};\n  },\n};\n",
    why: "its services are computed",
    line: 2,
  },
  "services of another place in YAML": {
    file: "services.config.yaml",
    text: "root: .\nservices: &all !!omap [a: { path: a }]\n",
    why: "its services are not written out under `services:`",
    line: 2,
  },
  "nothing under services in YAML": {
    file: "services.config.yaml",
    text: "root: .\nservices: # none yet\n",
    why: "its services are not written out under `services:`",
    line: 2,
  },
  "a list in JSON": { file: "services.config.json", text: '{\n  "services": []\n}\n', why: "its services are not an object", line: 2 },
};
