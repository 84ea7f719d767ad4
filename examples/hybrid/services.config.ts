import { defineConfig } from "nix-repo";

export default defineConfig({
  root: "code",
  services: {
    // A library: no dev. A verb is a line of bash, or a list that no shell interprets.
    pricing: {
      path: "backend/pricing",
      description: "what an order costs: the catalogue and the discounts",
      shell: "backend-pricing",
      tags: ["backend", "node"],
      verbs: {
        lint: "for file in src/*.js test/*.js; do node --check $file; done",
        test: ["node", "--test"],
        build: { run: ["node", "src/build.js"], outputs: ["dist/**"] },
      },
    },

    // The team's justfile says how; the registry adds what a justfile cannot say.
    api: {
      path: "backend/api",
      description: "prices over HTTP",
      shell: "backend-api",
      tags: ["backend", "node"],
      dependsOn: ["pricing"],
      verbs: {
        dev: { dependsOn: ["^build"], persistent: true },
        test: { dependsOn: ["^build"] },
        build: { dependsOn: ["^build"], outputs: ["dist/**"] },
      },
    },

    // Nothing but its stack: the scripts of its package.json. A build whose result may be kept sees only the variables that it declares.
    web: {
      path: "client/web",
      description: "the page that customers see",
      shell: "client-web",
      stack: "node",
      tags: ["client", "node"],
      dependsOn: ["api"],
      verbs: { build: { dependsOn: ["^build"], env: ["SHOP_CURRENCY"] } },
    },

    // A flake of its own.
    reports: {
      path: "backend/reports",
      description: "sales by month",
      shell: "./code/backend/reports#default",
      tags: ["backend", "bash"],
      verbs: {
        lint: "for file in *.sh test/*.sh; do bash -n $file; done",
        test: "bash test/sales-report.test.sh",
        build: { run: "mkdir -p dist && bash sales-report.sh < data/orders.csv | tee dist/sales.txt", outputs: ["dist/**"] },
      },
    },

    // The team's repo.config.yaml has the last word. No shell is named, so it is backend-log-digest: its path with dashes.
    "log-digest": {
      path: "backend/log-digest",
      tags: ["backend", "bash"],
      verbs: { lint: "bash -n log-digest.sh" },
    },
  },

  workspace: {
    verbs: {
      fmt: { run: ["node", "scripts/fmt.js"], description: "spaces at line ends, missing last newlines; -- --check only looks" },
      release: {
        run: 'echo "$VERSION goes to $STAGE${NOTES:+: $NOTES}"',
        description: "would put a version where people see it",
        params: {
          stage: { kind: "choice", choices: ["staging", "production"], required: true, description: "where to" },
          version: { default: "the latest" },
          notes: {},
        },
      },
    },
  },
});
