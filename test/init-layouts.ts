import type { FileContent } from "@nix-repo/testkit";

/** A repository as it may be when somebody comes to `repo`, and the registry that it gets. */
export interface Layout {
  readonly files: Readonly<Record<string, FileContent>>;
  /** What stands within `services: {`, line by line; in front of it the registry's `root`, if it has one. */
  readonly services: readonly string[];
  readonly root?: string;
  /** What is said to be no service: folder and reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** The packages of nixpkgs that each devShell of the new flake has. */
  readonly shells?: Readonly<Record<string, string>>;
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const node = (name: string, fields: object = {}) => json({ name, version: "1.0.0", scripts: { test: "node --test" }, ...fields });
const crate = (name: string, more = "") => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
const csproj = (sdk: string, inside = "") =>
  `<Project Sdk="${sdk}">\n  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>\n${inside}</Project>\n`;
const references = (...paths: string[]) =>
  `  <ItemGroup>\n${paths.map((path) => `    <ProjectReference Include="${path}" />\n`).join("")}  </ItemGroup>\n`;
const TEST_SDK = '  <ItemGroup><PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.0.0" /></ItemGroup>\n';
const WEB = "Microsoft.NET.Sdk.Web";
const LIBRARY = "Microsoft.NET.Sdk";
const FLUTTER = "dependencies:\n  flutter:\n    sdk: flutter\n";

export const LAYOUTS: Readonly<Record<string, Layout>> = {
  "npm workspaces": {
    files: {
      "package.json": json({ private: true, workspaces: ["apps/*", "packages/*", "examples/basic"], devDependencies: { prettier: "^3" } }),
      "package-lock.json": json({ lockfileVersion: 3 }),
      "eslint.config.js": "",
      "apps/web/package.json": node("@shop/web", { dependencies: { "@shop/ui": "^1.0.0", react: "^19" } }),
      "apps/web/e2e/package.json": node("@shop/web-e2e"),
      "apps/web/src/index.ts": "",
      "packages/ui/package.json": node("@shop/ui", { devDependencies: { "@shop/config": "*" } }),
      "packages/ui/esm/package.json": json({ type: "module" }),
      "packages/ui/react/package.json": json({ name: "@shop/ui/react", main: "../dist/react.js" }),
      "packages/config/package.json": json({ name: "@shop/config" }),
      "examples/basic/package.json": node("basic"),
      "examples/old/package.json": node("old"),
    },
    services: [
      'web: { path: "apps/web", stack: "node", dependsOn: ["ui"] },',
      'basic: { path: "examples/basic", stack: "node" },',
      'config: { path: "packages/config", stack: "node" },',
      'ui: { path: "packages/ui", stack: "node", dependsOn: ["config"] },',
    ],
    leftOut: { ".": "holder", "apps/web/e2e": "tests", "examples/old": "example", "packages/ui/react": "part" },
    shells: { "apps-web": "nodejs", "examples-basic": "nodejs", "packages-config": "nodejs", "packages-ui": "nodejs" },
  },

  "pnpm, with a program at the root": {
    files: {
      "package.json": node("@acme/server", { dependencies: { "@acme/log": "workspace:^" } }),
      "src/server.ts": "",
      "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - '!packages/legacy'\n",
      "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      "packages/log/package.json": node("@acme/log"),
      "packages/log/justfile": "test:\n  true\n",
      "packages/legacy/package.json": node("@acme/legacy", { dependencies: { "@acme/log": "file:../log" } }),
      "templates/plugin/package.json": node("plugin"),
    },
    services: [
      'server: { path: ".", stack: "node", dependsOn: ["log"] },',
      'legacy: { path: "packages/legacy", stack: "node", dependsOn: ["log"] },',
      'log: { path: "packages/log", stack: "node" },',
    ],
    leftOut: { "templates/plugin": "template" },
    shells: { server: "nodejs pnpm", "packages-legacy": "nodejs pnpm", "packages-log": "nodejs pnpm just" },
  },

  "yarn workspaces in the old form, and a circle": {
    files: {
      "package.json": json({ private: true, workspaces: { packages: ["packages/*"] } }),
      "yarn.lock": "",
      ".yarnrc.yml": "nodeLinker: node-modules\n",
      "packages/a/package.json": node("a", { dependencies: { b: "1.0.0" } }),
      "packages/b/package.json": node("b", { devDependencies: { a: "1.0.0" } }),
    },
    root: "packages",
    services: ['a: { path: "a", stack: "node", dependsOn: ["b"] },', 'b: { path: "b", stack: "node" },'],
    shells: { a: "nodejs yarn-berry", b: "nodejs yarn-berry" },
  },

  "go.work, and replacements": {
    files: {
      "go.work": "go 1.22\n\nuse (\n\t./services/orders\n\t./services/users // with a comment\n\t./libs/log\n)\n",
      "services/orders/go.mod": "module example.com/orders\n\ngo 1.22\n\nrequire example.com/log v0.0.0\n",
      "services/orders/main.go": "package main\n",
      "services/users/go.mod":
        "module example.com/users\n\nrequire (\n\texample.com/orders v0.0.0\n)\n\nreplace example.com/orders => ../orders\n",
      "services/users/main.go": "package main\n",
      "libs/log/go.mod": "module example.com/log\n",
      "vendor/example.com/x/go.mod": "module example.com/x\n",
      "services/orders/testdata/x/go.mod": "module x\n",
      ".golangci.yml": "",
    },
    services: [
      'log: { path: "libs/log", stack: "go" },',
      'orders: { path: "services/orders", stack: "go", dependsOn: ["log"] },',
      'users: { path: "services/users", stack: "go", dependsOn: ["orders"] },',
    ],
    shells: { "libs-log": "go golangci-lint", "services-orders": "go golangci-lint", "services-users": "go golangci-lint" },
  },

  "one Go module with a client beside": {
    files: {
      "go.mod": "module example.com/team/shop/v2\n",
      "cmd/shop/main.go": "package main\n",
      "tools/go.mod": "module example.com/tools\n",
      "tools/tools.go": "package tools\n",
      "client/package.json": node("client"),
      "client/src/index.ts": "",
    },
    services: ['shop: { path: ".", stack: "go" },', 'client: { path: "client", stack: "node" },', 'tools: { path: "tools", stack: "go" },'],
    shells: { shop: "go", client: "nodejs", tools: "go" },
  },

  "a cargo workspace": {
    files: {
      "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n\n[workspace.dependencies]\ncore = { path = "crates/core" }\n',
      "crates/core/Cargo.toml": crate("core"),
      "crates/core/src/lib.rs": "",
      "crates/core/fuzz/Cargo.toml": crate("core-fuzz", '[dependencies]\ncore = { path = ".." }\n'),
      "crates/cli/Cargo.toml": crate("cli", '[dependencies]\ncore.workspace = true\nserde = "1"\n'),
      "crates/cli/src/main.rs": "",
      "xtask/Cargo.toml": crate("xtask", '[dev-dependencies]\ncli = { path = "../crates/cli" }\n'),
    },
    services: [
      'cli: { path: "crates/cli", stack: "rust", dependsOn: ["core"] },',
      'core: { path: "crates/core", stack: "rust" },',
      'xtask: { path: "xtask", stack: "rust", dependsOn: ["cli"] },',
    ],
    leftOut: { "crates/core/fuzz": "tests" },
    shells: {
      "crates-cli": "cargo rustc clippy rustfmt",
      "crates-core": "cargo rustc clippy rustfmt",
      xtask: "cargo rustc clippy rustfmt",
    },
  },

  "a solution of .NET with several programs": {
    files: {
      "Shop.sln": "",
      "global.json": json({ sdk: { version: "9.0.100" } }),
      "src/Shop.Api/Shop.Api.csproj": csproj(WEB, references("..\\Shop.Domain\\Shop.Domain.csproj")),
      "src/Shop.Worker/Shop.Worker.csproj": csproj("Microsoft.NET.Sdk.Worker", references("../Shop.Domain/Shop.Domain.csproj")),
      "src/Shop.Domain/Shop.Domain.csproj": csproj(LIBRARY),
      "tests/Shop.Api.Tests/Shop.Api.Tests.csproj": csproj(
        LIBRARY,
        TEST_SDK + references("..\\..\\src\\Shop.Domain\\Shop.Domain.csproj", "..\\..\\src\\Shop.Api\\Shop.Api.csproj"),
      ),
      "tests/Shop.Domain.Tests/Shop.Domain.Tests.fsproj": csproj(
        LIBRARY,
        TEST_SDK + references("..\\..\\src\\Shop.Domain\\Shop.Domain.csproj"),
      ),
    },
    root: "src",
    services: [
      '"Shop.Api": {',
      '  path: "Shop.Api",',
      '  stack: "dotnet",',
      '  dependsOn: ["Shop.Domain"],',
      "  verbs: {",
      "    test: {",
      '      run: ["dotnet", "test", "--nologo", "../../tests/Shop.Api.Tests"],',
      '      inputs: ["**", "//tests/Shop.Api.Tests/**"],',
      "    },",
      "  },",
      "},",
      '"Shop.Domain": {',
      '  path: "Shop.Domain",',
      '  stack: "dotnet",',
      "  verbs: {",
      "    test: {",
      '      run: ["dotnet", "test", "--nologo", "../../tests/Shop.Domain.Tests"],',
      '      inputs: ["**", "//tests/Shop.Domain.Tests/**"],',
      "    },",
      "  },",
      "},",
      '"Shop.Worker": { path: "Shop.Worker", stack: "dotnet", dependsOn: ["Shop.Domain"] },',
    ],
    leftOut: { "tests/Shop.Api.Tests": "tests", "tests/Shop.Domain.Tests": "tests" },
    shells: { "Shop.Api": "dotnet-sdk_9", "Shop.Domain": "dotnet-sdk_9", "Shop.Worker": "dotnet-sdk_9" },
  },

  "a solution of .NET for each service": {
    files: {
      "backend/billing/Billing.sln": "",
      "backend/billing/src/Billing/Billing.csproj": csproj(WEB, references("../../../shared/src/Shared/Shared.csproj")),
      "backend/billing/tests/Billing.Tests/Billing.Tests.csproj": csproj(LIBRARY, TEST_SDK),
      "backend/shared/Shared.slnx": "",
      "backend/shared/src/Shared/Shared.csproj": csproj(LIBRARY),
      "web/package.json": node("web"),
    },
    services: [
      "billing: {",
      '  path: "backend/billing",',
      '  stack: "dotnet",',
      '  dependsOn: ["shared"],',
      "  verbs: {",
      '    dev: { run: ["dotnet", "watch", "--project", "src/Billing", "run"], persistent: true },',
      "  },",
      "},",
      'shared: { path: "backend/shared", stack: "dotnet" },',
      'web: { path: "web", stack: "node" },',
    ],
    leftOut: {
      "backend/billing/src/Billing": "part",
      "backend/billing/tests/Billing.Tests": "tests",
      "backend/shared/src/Shared": "part",
    },
    shells: { "backend-billing": "dotnet-sdk_8", "backend-shared": "dotnet-sdk_8", web: "nodejs" },
  },

  "Python in all its forms": {
    files: {
      "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/*"]\n\n[tool.ruff]\nline-length = 100\n',
      "libs/core/pyproject.toml": '[project]\nname = "core"\n',
      "libs/core/uv.lock": "",
      "services/api/pyproject.toml":
        '[tool.poetry]\nname = "api"\n[tool.poetry.dependencies]\ncore = { path = "../../libs/core", develop = true }\n',
      "services/api/tests/test_api.py": "",
      "services/jobs/requirements.txt": "requests\n",
      "services/jobs/main.py": "",
      "services/old/setup.py": "",
      "docs/requirements.txt": "sphinx\n",
      "docs/conf.py": "",
      "scripts/pyproject.toml": "[tool.ruff]\n",
    },
    services: [
      'core: { path: "libs/core", stack: "python" },',
      'api: { path: "services/api", stack: "python", dependsOn: ["core"] },',
      'jobs: { path: "services/jobs", stack: "python" },',
      'old: { path: "services/old", stack: "python" },',
    ],
    shells: {
      "libs-core": "python3 uv",
      "services-api": "python3 poetry",
      "services-jobs": "python3 python3Packages.pytest ruff",
      "services-old": "python3 python3Packages.pytest ruff",
    },
  },

  "Flutter and Dart": {
    files: {
      "melos.yaml": "name: shop\n",
      "pubspec.yaml": "name: shop_workspace\nworkspace:\n  - apps/mobile\n  - packages/models\n",
      "apps/mobile/pubspec.yaml": `name: mobile\n${FLUTTER}  models:\n    path: ../../packages/models\n`,
      "apps/mobile/lib/main.dart": "",
      "apps/mobile/android/build.gradle": "",
      "apps/mobile/example/pubspec.yaml": "name: mobile_example\n",
      "packages/models/pubspec.yaml": "name: models\n",
      "packages/models/lib/models.dart": "",
    },
    services: [
      'mobile: { path: "apps/mobile", stack: "flutter", dependsOn: ["models"] },',
      "models: {",
      '  path: "packages/models",',
      "  verbs: {",
      '    test: ["dart", "test"],',
      '    lint: ["dart", "analyze", "--fatal-infos"],',
      '    get: ["dart", "pub", "get"],',
      "  },",
      "},",
    ],
    leftOut: { ".": "holder", "apps/mobile/android": "part", "apps/mobile/example": "example" },
    shells: { "apps-mobile": "flutter", "packages-models": "dart" },
  },

  "languages without a preset": {
    files: {
      "backend/pom.xml": "<project/>",
      "backend/core/pom.xml": "<project/>",
      "ops/justfile": "deploy:\n  true\n",
      "web/Gemfile": "",
      "web/Makefile": "test:\n\ttrue\n",
      "web/package.json": json({ name: "web-assets", scripts: { build: "true" } }),
      "proxy/Dockerfile": "",
      "proxy/Makefile": "test:\n\ttrue\n",
      "infra/docker/Dockerfile": "",
    },
    services: [
      'backend: { path: "backend" },',
      'ops: { path: "ops" },',
      'proxy: { path: "proxy" },',
      'web: { path: "web", stack: "node" },',
    ],
    leftOut: { "backend/core": "part" },
    shells: { backend: "jdk maven", ops: "just", proxy: "gnumake", web: "nodejs gnumake" },
  },
};

export const HYBRID: Layout = {
  files: {
    justfile: "ci:\n  true\n",
    ".envrc": "use flake\ndotenv_if_exists .env.local\n",
    ".pre-commit-config.yaml": "repos: []\n",
    "docs/00-overview.md": "",
    "infra/docker/Dockerfile": "",
    "infra/terraform/main.tf": "",
    "code/backend/microservice1/Microservice1.csproj": csproj(WEB),
    "code/backend/microservice1/Program.cs": "",
    "code/backend/microservice1/tests/Microservice1.Tests.csproj": csproj(LIBRARY, TEST_SDK + references("../Microservice1.csproj")),
    "code/backend/microservice1/Dockerfile": "",
    "code/backend/microservice1/justfile": "test:\n  true\n",
    "code/backend/microservice1/deploy/compose/docker-compose.yml": "",
    "code/backend/microservice2/Cargo.toml": crate("microservice2"),
    "code/backend/microservice2/src/main.rs": "",
    "code/backend/microservice3/go.mod": "module microservice3\n",
    "code/backend/microservice3/cmd/microservice3/main.go": "package main\n",
    "code/client/web/package.json": node("web"),
    "code/client/web/Dockerfile": "",
    "code/client/web/Dockerfile.dev": "",
    "code/client/web/docker-compose.yml": "services: {}\n",
    "code/client/web/justfile": "build:\n  true\n",
    "code/client/flutter/pubspec.yaml": `name: app\n${FLUTTER}`,
    "code/client/flutter/lib/main.dart": "",
  },
  root: "code",
  services: [
    "microservice1: {",
    '  path: "backend/microservice1",',
    '  stack: "dotnet",',
    "  verbs: {",
    '    test: { run: ["dotnet", "test", "--nologo", "tests"] },',
    "  },",
    "},",
    'microservice2: { path: "backend/microservice2", stack: "rust" },',
    'microservice3: { path: "backend/microservice3", stack: "go" },',
    'flutter: { path: "client/flutter", stack: "flutter" },',
    'web: { path: "client/web", stack: "node" },',
  ],
  leftOut: { "code/backend/microservice1/tests": "tests" },
  shells: {
    "backend-microservice1": "dotnet-sdk_8 just",
    "backend-microservice2": "cargo rustc clippy rustfmt",
    "backend-microservice3": "go",
    "client-flutter": "flutter",
    "client-web": "nodejs just",
  },
};
