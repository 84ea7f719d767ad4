import { HYBRID, LAYOUTS, type Layout } from "./init-layouts.ts";

const module = (name: string) => `module ${name}\n`;

/** Layouts in which it is the names that matter, and those of `init-layouts.ts`. */
export const ALL_LAYOUTS: Readonly<Record<string, Layout>> = {
  ...LAYOUTS,
  "the hybrid monorepo": HYBRID,

  "names that collide": {
    files: {
      "shop/api/go.mod": module("shop"),
      "blog/api/go.mod": module("blog"),
      "blog/web/go.mod": module("web"),
      "blog-api/go.mod": module("other"),
      "x/y/core/go.mod": module("c1"),
      "z/y/core/go.mod": module("c2"),
      "billing/src/go.mod": module("billing"),
    },
    services: [
      'billing: { path: "billing/src", stack: "go" },',
      '"blog-api": { path: "blog-api", stack: "go" },',
      '"blog-api-2": { path: "blog/api", stack: "go" },',
      'web: { path: "blog/web", stack: "go" },',
      '"shop-api": { path: "shop/api", stack: "go" },',
      '"x-y-core": { path: "x/y/core", stack: "go" },',
      '"z-y-core": { path: "z/y/core", stack: "go" },',
    ],
    shells: {
      "billing-src": "go",
      "blog-api": "go",
      "blog-web": "go",
      "shop-api": "go",
      "x-y-core": "go",
      "z-y-core": "go",
    },
  },

  "odd names": {
    files: {
      "my services/größe & co/go.mod": module("a"),
      "my services/@scope/pkg.js/go.mod": module("b"),
      "my services/-dash/go.mod": module("c"),
      'my services/say "${hi}"/go.mod': module("d"),
      "my services/__proto__/go.mod": module("e"),
      "my services/日本/go.mod": module("f"),
      "my services/in/go.mod": module("g"),
      "my services/!/go.mod": module("h"),
    },
    root: "my services",
    services: [
      'service: { path: "!", stack: "go" },',
      'dash: { path: "-dash", stack: "go" },',
      '"pkg.js": { path: "@scope/pkg.js", stack: "go" },',
      '["__proto__"]: { path: "__proto__", stack: "go" },',
      '"größe-co": { path: "größe & co", stack: "go" },',
      'in: { path: "in", stack: "go" },',
      '"say-hi": { path: "say \\"${hi}\\"", stack: "go" },',
      '"日本": { path: "日本", stack: "go" },',
    ],
    shells: {
      "!": "go",
      "-dash": "go",
      "@scope-pkg.js": "go",
      ["__proto__"]: "go",
      "größe & co": "go",
      in: "go",
      'say "${hi}"': "go",
      日本: "go",
    },
  },

  "what git ignores, and what others made": {
    files: {
      ".gitignore": "ignored/\r\n/generated\r\n",
      "ignored/go.mod": module("a"),
      "generated/go.mod": module("b"),
      "vendor/x/go.mod": module("c"),
      "third_party/x/go.mod": module("d"),
      "web/node_modules/x/package.json": '{ "name": "x" }',
      ".devcontainer/package.json": '{ "name": "y" }',
      "{{cookiecutter.name}}/package.json": '{ "name": "z" }',
      "web/go.mod": module("web"),
    },
    services: ['web: { path: "web", stack: "go" },'],
    shells: { web: "go" },
  },

  "services within services": {
    files: {
      "platform/go.mod": module("platform"),
      "platform/main.go": "package main\n",
      "platform/plugins/mail/go.mod": `${module("mail")}require platform v0.0.0\nreplace platform => ../..\n`,
      "platform/plugins/mail/mail.go": "",
      "platform/tests/load/go.mod": module("load"),
      "tools/go.mod": module("tools"),
      "tools/lint/go.mod": module("lint"),
    },
    services: [
      'platform: { path: "platform", stack: "go" },',
      'mail: { path: "platform/plugins/mail", stack: "go", dependsOn: ["platform"] },',
      'lint: { path: "tools/lint", stack: "go" },',
    ],
    leftOut: { "platform/tests/load": "tests", tools: "holder" },
    shells: { platform: "go", "platform-plugins-mail": "go", "tools-lint": "go" },
  },

  "a circle for the sake of tests": {
    files: {
      "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
      "a/Cargo.toml": '[package]\nname = "a"\n\n[dev-dependencies]\nhelp = { path = "../b", package = "b" }\n',
      "b/Cargo.toml": '[package]\nname = "b"\n\n[dependencies]\na = { path = "../a" }\n',
    },
    services: ['a: { path: "a", stack: "rust" },', 'b: { path: "b", stack: "rust", dependsOn: ["a"] },'],
    shells: { a: "cargo rustc clippy rustfmt", b: "cargo rustc clippy rustfmt" },
  },

  "nothing yet": { files: { "README.md": "# Soon\n" }, services: [], shells: {} },
};
