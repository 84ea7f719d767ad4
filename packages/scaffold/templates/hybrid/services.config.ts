import { defineConfig } from "nix-repo";

/** While `repo up` runs, each listens on a port that is free, which it finds in PORT, and is ready when it says so. */
const processes = { dev: { ports: { http: "auto" }, ready: { line: "listening on" } } } as const;

// Which services there are. Verbs come from each one's stack; a service's team may say more in its own `repo.config.ts`, or in a justfile there.
export default defineConfig({
  root: "code",
  services: {
    // only with dotnet
    ms1: {
      path: "backend/microservice1",
      description: "a service in C#",
      shell: "backend-microservice1",
      shellHook: "capture",
      stack: "dotnet",
      tags: ["backend"],
      processes,
    },
    // end
    // only with rust
    ms2: {
      path: "backend/microservice2",
      description: "a service in Rust",
      shell: "backend-microservice2",
      shellHook: "capture",
      stack: "rust",
      tags: ["backend"],
      processes,
    },
    // end
    // only with go
    ms3: {
      path: "backend/microservice3",
      description: "a service in Go",
      shell: "backend-microservice3",
      shellHook: "capture",
      stack: "go",
      tags: ["backend"],
      processes,
    },
    // end
    // only with node
    web: {
      path: "client/web",
      description: "the page that customers see",
      shell: "client-web",
      shellHook: "capture",
      stack: "node",
      tags: ["client"],
      processes,
    },
    // end
    // only with flutter
    flutter: {
      path: "client/flutter",
      description: "the app",
      shell: "client-flutter",
      shellHook: "capture",
      stack: "flutter",
      tags: ["client"],
    },
    // end
  },

  // What `repo ci` runs, one stage after the other.
  ci: { stages: [["//:pre-commit", "lint"], "test", "build"] },

  workspace: {
    shell: "default",
    shellHook: "capture",
    verbs: {
      "pre-commit": { run: "SKIP=repo-lint pre-commit run --all-files", description: "the hooks of pre-commit, over all files" },
      "check-flake": { run: ["nix", "flake", "check"], shell: false, description: "the same on what git tracks alone, and the flake itself" },
    },
  },
});
