// Generated from templates/hybrid by `npm run generate -w packages/scaffold`; do not edit.
import type { WrittenFile } from "../written-file.ts";

export const templateFiles: readonly WrittenFile[] = [
  {
    "path": ".env.example",
    "content": "# Every variable that the repository's services read at run time. Copy this file to .env.local, which git ignores, and put your values there.\n# A variable without `#` is required: `repo` names it where nothing sets it. No secrets in here; docs/02-secrets.md says where they live.\n\n# The level of logs: debug, info, warn or error.\n# LOG_LEVEL=info\n"
  },
  {
    "path": ".envrc",
    "content": "use flake\ndotenv_if_exists .env.local\n"
  },
  {
    "path": ".gitignore",
    "content": "# Of your machine\n.env\n.env.local\n.direnv/\n.repo/\n\n# Nix's links to what it built\nresult\nresult-*\n\n# Terraform's\n.terraform/\n*.tfstate*\n"
  },
  {
    "path": ".pre-commit-config.yaml",
    "content": "# Over all files in `repo ci` and `nix flake check`. The tools are the devShell's: nothing is downloaded.\n# Who has the devShell wherever git runs, by direnv, may have it before each commit in place of `repo hooks install`: pre-commit install\nrepos:\n  - repo: local\n    hooks:\n      - id: check-text\n        name: text files end well\n        entry: check-text\n        language: system\n        types: [text]\n      - id: shellcheck\n        name: shellcheck\n        entry: shellcheck\n        language: system\n        types: [shell]\n      - id: repo-lint\n        name: repo lint --staged\n        entry: \"repo lint --staged\"\n        language: system\n        pass_filenames: false\n"
  },
  {
    "path": ".vscode/extensions.json",
    "content": "{\n  \"recommendations\": [\n    \"mkhl.direnv\",\n    \"jnoortheen.nix-ide\",\n    \"ms-dotnettools.csharp\",\n    \"rust-lang.rust-analyzer\",\n    \"golang.go\",\n    \"Dart-Code.flutter\"\n  ]\n}\n"
  },
  {
    "path": ".vscode/settings.json",
    "content": "{\n  \"editor.insertSpaces\": true,\n  \"files.insertFinalNewline\": true,\n  \"files.trimTrailingWhitespace\": true,\n  \"files.watcherExclude\": {\n    \"**/.direnv/**\": true,\n    \"**/.repo/**\": true,\n    \"**/node_modules/**\": true,\n    \"**/target/**\": true\n  },\n  \"search.exclude\": {\n    \"**/.repo\": true,\n    \"**/dist\": true,\n    \"**/flake.lock\": true\n  }\n}\n"
  },
  {
    "path": "README.md",
    "content": "# my-repo\n\nOne repository for all services: one flake gives each of them its toolchain, and one command, `repo`, runs their chores.\n\n```sh\nscripts/bootstrap.sh      # once: what the machine lacks, and how to get it\nrepo list                 # the services and their verbs\nrepo ci                   # lint, test and build of what you changed; everything on the default branch\n```\n\n| service | folder | stack |\n| --- | --- | --- |\n<!-- only with dotnet -->\n| `ms1` | `code/backend/microservice1` | C#, .NET 8 |\n<!-- end -->\n<!-- only with rust -->\n| `ms2` | `code/backend/microservice2` | Rust |\n<!-- end -->\n<!-- only with go -->\n| `ms3` | `code/backend/microservice3` | Go |\n<!-- end -->\n<!-- only with node -->\n| `web` | `code/client/web` | TypeScript, served by nginx |\n<!-- end -->\n<!-- only with flutter -->\n| `flutter` | `code/client/flutter` | Flutter |\n<!-- end -->\n\n## Where things are\n\n| | |\n| --- | --- |\n| `services.config.ts` | which services there are; `repo` reads it |\n| `flake.nix`, `flake.lock`, `nix/` | every toolchain, in one place |\n| `code/` | the services |\n| `.github/workflows/` | CI, written by `repo init --ci github` |\n| `.pre-commit-config.yaml` | what `repo ci` and `nix flake check` look at in all files |\n| `.env.example` | the variables that services read at run time |\n| `infra/` | what the services run on |\n| `scripts/` | what is done rarely |\n| `docs/` | [overview](docs/00-overview.md), [first steps](docs/01-bootstrap.md), [secrets](docs/02-secrets.md), [CI](docs/03-ci-cd.md), cheat sheets for [repo](docs/cheatsheets/repo.md) and [nix](docs/cheatsheets/nix.md) |\n\n## Adding a service\n\n`repo new backend/billing --stack python` makes a service in Python: a folder with a minimal program and its test, a devShell, an entry in the registry. By hand:\n\n1. Make its folder below `code/`, with whatever its language wants there.\n2. Give it a devShell in `flake.nix`: `backend-billing = mkShellFor \"backend/billing\" [ pkgs.python3 ];`\n3. Give it an entry in `services.config.ts`: `billing: { path: \"backend/billing\", shell: \"backend-billing\", stack: \"python\" }`.\n\nIts verbs come from the stack. A justfile, Taskfile or Makefile in the folder goes before them, and a `repo.config.ts` there before everything.\n"
  },
  {
    "path": "code/backend/microservice1/.env.example",
    "content": "# The port that it listens on. Optional: without it, 8080.\n# PORT=8080\n"
  },
  {
    "path": "code/backend/microservice1/deploy/compose/docker-compose.prod.yml",
    "content": "# The image as it will be deployed, on this machine:\n#   docker compose --file deploy/compose/docker-compose.prod.yml up --build\nname: my-repo-ms1\n\nservices:\n  ms1:\n    build:\n      context: ../..\n    image: my-repo/ms1:0.1.0\n    ports:\n      - \"127.0.0.1:8001:8080\"\n    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n"
  },
  {
    "path": "code/backend/microservice1/deploy/k8s/deployment.yaml",
    "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ms1\n  labels:\n    app.kubernetes.io/name: ms1\n    app.kubernetes.io/part-of: my-repo\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: ms1\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: ms1\n        app.kubernetes.io/part-of: my-repo\n    spec:\n      automountServiceAccountToken: false\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 65532\n        seccompProfile:\n          type: RuntimeDefault\n      containers:\n        - name: ms1\n          # A deployment sets the tag: kubectl set image, kustomize or helm.\n          image: my-repo/ms1:0.1.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /health\n              port: http\n          livenessProbe:\n            httpGet:\n              path: /health\n              port: http\n            initialDelaySeconds: 10\n          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 256Mi\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir: {}\n"
  },
  {
    "path": "code/backend/microservice1/deploy/k8s/service.yaml",
    "content": "apiVersion: v1\nkind: Service\nmetadata:\n  name: ms1\n  labels:\n    app.kubernetes.io/name: ms1\n    app.kubernetes.io/part-of: my-repo\nspec:\n  selector:\n    app.kubernetes.io/name: ms1\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
  },
  {
    "path": "code/backend/microservice2/.env.example",
    "content": "# The port that it listens on. Optional: without it, 8080.\n# PORT=8080\n"
  },
  {
    "path": "code/backend/microservice2/deploy/compose/docker-compose.prod.yml",
    "content": "# The image as it will be deployed, on this machine:\n#   docker compose --file deploy/compose/docker-compose.prod.yml up --build\nname: my-repo-ms2\n\nservices:\n  ms2:\n    build:\n      context: ../..\n    image: my-repo/ms2:0.1.0\n    ports:\n      - \"127.0.0.1:8002:8080\"\n    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n"
  },
  {
    "path": "code/backend/microservice2/deploy/k8s/deployment.yaml",
    "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ms2\n  labels:\n    app.kubernetes.io/name: ms2\n    app.kubernetes.io/part-of: my-repo\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: ms2\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: ms2\n        app.kubernetes.io/part-of: my-repo\n    spec:\n      automountServiceAccountToken: false\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 65532\n        seccompProfile:\n          type: RuntimeDefault\n      containers:\n        - name: ms2\n          # A deployment sets the tag: kubectl set image, kustomize or helm.\n          image: my-repo/ms2:0.1.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /health\n              port: http\n          livenessProbe:\n            httpGet:\n              path: /health\n              port: http\n            initialDelaySeconds: 10\n          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 256Mi\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir: {}\n"
  },
  {
    "path": "code/backend/microservice2/deploy/k8s/service.yaml",
    "content": "apiVersion: v1\nkind: Service\nmetadata:\n  name: ms2\n  labels:\n    app.kubernetes.io/name: ms2\n    app.kubernetes.io/part-of: my-repo\nspec:\n  selector:\n    app.kubernetes.io/name: ms2\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
  },
  {
    "path": "code/backend/microservice3/.env.example",
    "content": "# The port that it listens on. Optional: without it, 8080.\n# PORT=8080\n"
  },
  {
    "path": "code/backend/microservice3/deploy/compose/docker-compose.prod.yml",
    "content": "# The image as it will be deployed, on this machine:\n#   docker compose --file deploy/compose/docker-compose.prod.yml up --build\nname: my-repo-ms3\n\nservices:\n  ms3:\n    build:\n      context: ../..\n    image: my-repo/ms3:0.1.0\n    ports:\n      - \"127.0.0.1:8003:8080\"\n    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n"
  },
  {
    "path": "code/backend/microservice3/deploy/k8s/deployment.yaml",
    "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ms3\n  labels:\n    app.kubernetes.io/name: ms3\n    app.kubernetes.io/part-of: my-repo\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: ms3\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: ms3\n        app.kubernetes.io/part-of: my-repo\n    spec:\n      automountServiceAccountToken: false\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 65532\n        seccompProfile:\n          type: RuntimeDefault\n      containers:\n        - name: ms3\n          # A deployment sets the tag: kubectl set image, kustomize or helm.\n          image: my-repo/ms3:0.1.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /health\n              port: http\n          livenessProbe:\n            httpGet:\n              path: /health\n              port: http\n            initialDelaySeconds: 10\n          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 256Mi\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir: {}\n"
  },
  {
    "path": "code/backend/microservice3/deploy/k8s/service.yaml",
    "content": "apiVersion: v1\nkind: Service\nmetadata:\n  name: ms3\n  labels:\n    app.kubernetes.io/name: ms3\n    app.kubernetes.io/part-of: my-repo\nspec:\n  selector:\n    app.kubernetes.io/name: ms3\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
  },
  {
    "path": "code/client/flutter/.env.example",
    "content": "# The app reads no variables yet. What is written here reaches it by: flutter run --dart-define-from-file=.env.local\n"
  },
  {
    "path": "code/client/flutter/deploy/compose/docker-compose.prod.yml",
    "content": "# The image as it will be deployed, on this machine:\n#   docker compose --file deploy/compose/docker-compose.prod.yml up --build\nname: my-repo-flutter\n\nservices:\n  flutter:\n    build:\n      context: ../..\n    image: my-repo/flutter:0.1.0\n    ports:\n      - \"127.0.0.1:8004:8080\"\n    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n"
  },
  {
    "path": "code/client/flutter/deploy/k8s/deployment.yaml",
    "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: flutter\n  labels:\n    app.kubernetes.io/name: flutter\n    app.kubernetes.io/part-of: my-repo\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: flutter\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: flutter\n        app.kubernetes.io/part-of: my-repo\n    spec:\n      automountServiceAccountToken: false\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 101\n        seccompProfile:\n          type: RuntimeDefault\n      containers:\n        - name: flutter\n          # A deployment sets the tag: kubectl set image, kustomize or helm.\n          image: my-repo/flutter:0.1.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /health\n              port: http\n          livenessProbe:\n            httpGet:\n              path: /health\n              port: http\n            initialDelaySeconds: 10\n          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 256Mi\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir: {}\n"
  },
  {
    "path": "code/client/flutter/deploy/k8s/service.yaml",
    "content": "apiVersion: v1\nkind: Service\nmetadata:\n  name: flutter\n  labels:\n    app.kubernetes.io/name: flutter\n    app.kubernetes.io/part-of: my-repo\nspec:\n  selector:\n    app.kubernetes.io/name: flutter\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
  },
  {
    "path": "code/client/web/.dockerignore",
    "content": "node_modules\ndist\n.git\n.env\n.env.local\n.vscode\n.idea\ncoverage\ndeploy\n*.log\nDockerfile*\ndocker-compose.yml\n.dockerignore\nREADME.md\n"
  },
  {
    "path": "code/client/web/.env.example",
    "content": "# The port of the development server. Optional: without it, 3000.\n# PORT=3000\n"
  },
  {
    "path": "code/client/web/.gitignore",
    "content": "/dist/\n/node_modules/\n"
  },
  {
    "path": "code/client/web/Dockerfile",
    "content": "FROM node:24-alpine AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm test && npm run build\n\n# It listens on 8080 and runs as a user who may do nothing.\nFROM nginxinc/nginx-unprivileged:1.29-alpine\nCOPY --chown=101:101 nginx.conf /etc/nginx/conf.d/default.conf\nCOPY --from=build --chown=101:101 /app/dist /usr/share/nginx/html\nUSER 101\nEXPOSE 8080\nCMD [\"nginx\", \"-g\", \"daemon off;\"]\n"
  },
  {
    "path": "code/client/web/Dockerfile.dev",
    "content": "# The development server in a container, for whoever cannot use the devShell; `repo dev web` is quicker.\n#   docker build --file Dockerfile.dev --tag my-repo/web:dev . && docker run --rm --publish 3000:3000 my-repo/web:dev\nFROM node:24-alpine\nWORKDIR /app\nRUN chown node:node /app\nUSER node\nCOPY --chown=node:node package.json package-lock.json ./\nRUN npm ci\nCOPY --chown=node:node . .\nENV HOST=0.0.0.0 PORT=3000\nEXPOSE 3000\nCMD [\"npm\", \"run\", \"dev\"]\n"
  },
  {
    "path": "code/client/web/deploy/compose/docker-compose.prod.yml",
    "content": "# The image as it will be deployed, on this machine:\n#   docker compose --file deploy/compose/docker-compose.prod.yml up --build\nname: my-repo-web\n\nservices:\n  web:\n    build:\n      context: ../..\n    image: my-repo/web:0.1.0\n    ports:\n      - \"127.0.0.1:8000:8080\"\n    read_only: true\n    tmpfs:\n      - /tmp\n    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n"
  },
  {
    "path": "code/client/web/deploy/k8s/deployment.yaml",
    "content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/name: web\n    app.kubernetes.io/part-of: my-repo\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: web\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: web\n        app.kubernetes.io/part-of: my-repo\n    spec:\n      automountServiceAccountToken: false\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 101\n        seccompProfile:\n          type: RuntimeDefault\n      containers:\n        - name: web\n          # A deployment sets the tag: kubectl set image, kustomize or helm.\n          image: my-repo/web:0.1.0\n          ports:\n            - name: http\n              containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /health\n              port: http\n          livenessProbe:\n            httpGet:\n              path: /health\n              port: http\n            initialDelaySeconds: 10\n          resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 256Mi\n          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir: {}\n"
  },
  {
    "path": "code/client/web/deploy/k8s/ingress.yaml",
    "content": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/name: web\n    app.kubernetes.io/part-of: my-repo\nspec:\n  ingressClassName: nginx\n  rules:\n    - host: my-repo.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  name: http\n  tls:\n    - hosts:\n        - my-repo.example.com\n      secretName: my-repo-web-tls\n"
  },
  {
    "path": "code/client/web/deploy/k8s/service.yaml",
    "content": "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/name: web\n    app.kubernetes.io/part-of: my-repo\nspec:\n  selector:\n    app.kubernetes.io/name: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
  },
  {
    "path": "code/client/web/docker-compose.yml",
    "content": "# What the page needs while you work on it, and not the page itself: that is `repo dev web`.\n#   repo up web\nname: my-repo-web-dev\n\nservices:\n  db:\n    image: postgres:17-alpine\n    ports:\n      - \"127.0.0.1:5432:5432\"\n    environment:\n      POSTGRES_USER: postgres\n      # Of a database that nobody else can reach.\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-postgres}\n      POSTGRES_DB: devdb\n    volumes:\n      - postgres_data:/var/lib/postgresql/data\n    healthcheck:\n      test: [\"CMD-SHELL\", \"pg_isready --username postgres --dbname devdb\"]\n      interval: 2s\n      timeout: 3s\n      retries: 30\n\n  redis:\n    image: redis:8-alpine\n    ports:\n      - \"127.0.0.1:6379:6379\"\n    healthcheck:\n      test: [\"CMD\", \"redis-cli\", \"ping\"]\n      interval: 2s\n      timeout: 3s\n      retries: 30\n\nvolumes:\n  postgres_data:\n"
  },
  {
    "path": "code/client/web/nginx.conf",
    "content": "server {\n    listen 8080;\n    server_name _;\n    root /usr/share/nginx/html;\n    index index.html;\n    server_tokens off;\n\n    add_header X-Frame-Options \"SAMEORIGIN\" always;\n    add_header X-Content-Type-Options \"nosniff\" always;\n    add_header Referrer-Policy \"strict-origin-when-cross-origin\" always;\n\n    location = /health {\n        access_log off;\n        default_type text/plain;\n        return 200 \"ok\\n\";\n    }\n\n    # Named for what is in them: they never change. `expires`, since an `add_header` here would drop those above.\n    location /assets/ {\n        expires 1y;\n        try_files $uri =404;\n    }\n\n    # Every other path is the page's own.\n    location / {\n        expires epoch;\n        try_files $uri $uri/ /index.html;\n    }\n}\n"
  },
  {
    "path": "code/client/web/package-lock.json",
    "content": "{\n  \"name\": \"my-repo-web\",\n  \"version\": \"0.1.0\",\n  \"lockfileVersion\": 3,\n  \"requires\": true,\n  \"packages\": {\n    \"\": {\n      \"name\": \"my-repo-web\",\n      \"version\": \"0.1.0\",\n      \"engines\": {\n        \"node\": \">=24.2\"\n      }\n    }\n  }\n}\n"
  },
  {
    "path": "code/client/web/package.json",
    "content": "{\n  \"name\": \"my-repo-web\",\n  \"version\": \"0.1.0\",\n  \"private\": true,\n  \"type\": \"module\",\n  \"engines\": {\n    \"node\": \">=24.2\"\n  },\n  \"scripts\": {\n    \"dev\": \"node --disable-warning=ExperimentalWarning tools/serve.ts\",\n    \"test\": \"node --disable-warning=ExperimentalWarning --test\",\n    \"build\": \"node --disable-warning=ExperimentalWarning tools/build.ts\",\n    \"lint\": \"tsc\"\n  }\n}\n"
  },
  {
    "path": "code/client/web/public/index.html",
    "content": "<!doctype html>\n<html lang=\"en\">\n  <head>\n    <meta charset=\"utf-8\" />\n    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n    <title>my-repo</title>\n    <script type=\"module\" src=\"/src/main.ts\"></script>\n  </head>\n  <body>\n    <h1>Hello</h1>\n  </body>\n</html>\n"
  },
  {
    "path": "code/client/web/src/greeting.ts",
    "content": "/** What the page says to somebody at an hour of the day, 0 to 23. */\nexport function greeting(name: string, hour: number): string {\n  const when = hour < 5 || hour >= 22 ? \"Good night\" : hour < 12 ? \"Good morning\" : hour < 18 ? \"Good afternoon\" : \"Good evening\";\n  return `${when}, ${name.trim() || \"stranger\"}`;\n}\n"
  },
  {
    "path": "code/client/web/src/main.ts",
    "content": "import { greeting } from \"./greeting.ts\";\n\nconst name = new URLSearchParams(location.search).get(\"name\") ?? \"\";\nconst heading = document.querySelector(\"h1\");\nif (heading !== null) heading.textContent = greeting(name, new Date().getHours());\n"
  },
  {
    "path": "code/client/web/test/build.test.ts",
    "content": "import assert from \"node:assert/strict\";\nimport { mkdtempSync, readFileSync, rmSync } from \"node:fs\";\nimport { tmpdir } from \"node:os\";\nimport { join } from \"node:path\";\nimport { test } from \"node:test\";\nimport { build } from \"../tools/build.ts\";\n\ntest(\"the built page names its script, and the script finds its modules\", (t) => {\n  const target = mkdtempSync(join(tmpdir(), \"web-\"));\n  t.after(() => rmSync(target, { recursive: true }));\n  build(target);\n  const page = readFileSync(join(target, \"index.html\"), \"utf8\");\n  const [, script = \"\"] = /src=\"\\/(assets\\/[0-9a-f]{12}\\/main\\.js)\"/.exec(page) ?? [];\n  const text = readFileSync(join(target, script), \"utf8\");\n  assert.match(text, /from \"\\.\\/greeting\\.js\"/);\n  assert.match(readFileSync(join(target, script, \"../greeting.js\"), \"utf8\"), /function greeting\\(name *, hour *\\)/);\n});\n"
  },
  {
    "path": "code/client/web/test/greeting.test.ts",
    "content": "import assert from \"node:assert/strict\";\nimport { test } from \"node:test\";\nimport { greeting } from \"../src/greeting.ts\";\n\ntest(\"the greeting fits the hour\", () => {\n  assert.equal(greeting(\"Ada\", 9), \"Good morning, Ada\");\n  assert.equal(greeting(\"Ada\", 23), \"Good night, Ada\");\n});\n\ntest(\"who gives no name is greeted all the same\", () => {\n  assert.equal(greeting(\"  \", 13), \"Good afternoon, stranger\");\n});\n"
  },
  {
    "path": "code/client/web/tools/build.ts",
    "content": "import { createHash } from \"node:crypto\";\nimport { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from \"node:fs\";\nimport { stripTypeScriptTypes } from \"node:module\";\nimport { join } from \"node:path\";\n\nconst root = join(import.meta.dirname, \"..\");\n\n/**\n * Writes the page into a folder: `public` as it is, and the modules of `src` without their types, below a folder that is named for what is in\n * them. What is below `assets` therefore never changes, and browsers may keep it.\n */\nexport function build(target: string): void {\n  const modules = readdirSync(join(root, \"src\"))\n    .filter((name) => name.endsWith(\".ts\"))\n    .map((name) => ({ name: asScript(name), text: withoutTypes(readFileSync(join(root, \"src\", name), \"utf8\")) }));\n  const digest = createHash(\"sha256\").update(JSON.stringify(modules)).digest(\"hex\").slice(0, 12);\n  rmSync(target, { recursive: true, force: true });\n  cpSync(join(root, \"public\"), target, { recursive: true });\n  const assets = join(target, \"assets\", digest);\n  mkdirSync(assets, { recursive: true });\n  for (const { name, text } of modules) writeFileSync(join(assets, name), text);\n  const page = readFileSync(join(target, \"index.html\"), \"utf8\");\n  writeFileSync(join(target, \"index.html\"), page.replace(\"/src/main.ts\", `/assets/${digest}/main.js`));\n}\n\nfunction withoutTypes(text: string): string {\n  return stripTypeScriptTypes(text).replaceAll(/(from|import) \"(\\.[^\"]*)\"/g, (_all, word, path) => `${word} \"${asScript(path)}\"`);\n}\n\nfunction asScript(path: string): string {\n  return path.replace(/\\.ts$/, \".js\");\n}\n\nif (import.meta.main) build(join(root, \"dist\"));\n"
  },
  {
    "path": "code/client/web/tools/serve.ts",
    "content": "import { readFileSync } from \"node:fs\";\nimport { createServer } from \"node:http\";\nimport type { AddressInfo } from \"node:net\";\nimport { extname, join, normalize } from \"node:path\";\nimport { build } from \"./build.ts\";\n\nconst TYPES: Readonly<Record<string, string>> = { \".html\": \"text/html; charset=utf-8\", \".js\": \"text/javascript\", \".css\": \"text/css\", \".svg\": \"image/svg+xml\" };\nconst dist = join(import.meta.dirname, \"../dist\");\n\n// The page is built anew each time that it is loaded, so that a reload shows what has changed.\nconst server = createServer((request, response) => {\n  const { pathname } = new URL(request.url ?? \"/\", \"http://localhost\");\n  if (extname(pathname) === \"\") build(dist);\n  const file = extname(pathname) === \"\" ? \"/index.html\" : normalize(pathname);\n  try {\n    const content = readFileSync(join(dist, file));\n    response.setHeader(\"content-type\", TYPES[extname(file)] ?? \"application/octet-stream\");\n    response.end(content);\n  } catch {\n    response.statusCode = 404;\n    response.end(\"not found\\n\");\n  }\n});\n\nserver.listen(Number(process.env.PORT || 3000), process.env.HOST || \"127.0.0.1\", () => {\n  const { port } = server.address() as AddressInfo;\n  console.log(`listening on http://localhost:${port}/`);\n});\nprocess.once(\"SIGTERM\", () => {\n  server.close();\n  server.closeAllConnections();\n});\n"
  },
  {
    "path": "code/client/web/tsconfig.json",
    "content": "{\n  \"compilerOptions\": {\n    \"target\": \"es2022\",\n    \"module\": \"esnext\",\n    \"moduleResolution\": \"bundler\",\n    \"lib\": [\"es2022\", \"dom\"],\n    \"types\": [],\n    \"strict\": true,\n    \"noEmit\": true,\n    \"allowImportingTsExtensions\": true,\n    \"erasableSyntaxOnly\": true,\n    \"verbatimModuleSyntax\": true\n  },\n  \"include\": [\"src\"]\n}\n"
  },
  {
    "path": "docs/00-overview.md",
    "content": "# Overview\n\n```text\nservices.config.ts ─▶ repo ─▶ the service's devShell (flake.nix) ─▶ its verb, in its folder\n```\n\n- **`flake.nix` is the only source of toolchains.** Each service has a devShell of its own, named for its path with dashes, on macOS, Linux, WSL and in CI alike. One change there brings everybody a new compiler.\n- **`services.config.ts` is the registry.** It says which services there are; what `dev`, `test`, `build` and `lint` mean comes from each one's stack.\n- **Teams own their verbs.** The first that defines a verb wins: `repo.config.ts` in the service's folder, a justfile, Taskfile or Makefile there, the registry, the stack. `repo explain SERVICE:VERB` says which one it was.\n- **Nothing runs twice.** What has passed with the same files in the same devShell is taken from the store.\n\n## Two ways to run a service\n\n| | |\n| --- | --- |\n| while you work | `repo dev SERVICE`, in its devShell: quick, with the tools of everybody else |\n| deployed | its Dockerfile, built in stages, run by a user who may do nothing; `deploy/k8s` and `deploy/compose` say how |\n\nA `docker-compose.yml` beside a service starts what it *needs*, a database or a cache, and never the service itself.\n\n## Decisions\n\nWrite down in this folder what was decided and why, one short page each: `docs/adr/0001-one-flake.md`.\n"
  },
  {
    "path": "docs/01-bootstrap.md",
    "content": "# First steps\n\nEverything but Nix and `repo` comes from the flake.\n\n## 1. Nix\n\n**macOS** and **Linux** with systemd: the installer of nixos.org, for several users.\n\n```text\ncurl --proto '=https' --tlsv1.2 -L https://nixos.org/nix/install | sh -s -- --daemon\n```\n\nOn macOS it makes a volume of its own for `/nix`, and asks for your password. Open a new terminal afterwards. An upgrade of macOS may replace `/etc/zshrc`, and `nix` is then not found: run the installer's lines in there again, as it prints them.\n\n**Windows**: in WSL 2, never beside it. Turn systemd on in the distribution (`/etc/wsl.conf`, then `wsl --shutdown` in PowerShell):\n\n```text\n[boot]\nsystemd=true\n```\n\nand go on as for Linux. Clone into the Linux file system (`~/src`), not below `/mnt/c`: file access there is many times slower, and modes are lost.\n\n**NixOS** has it.\n\nThen turn flakes on, in `~/.config/nix/nix.conf`:\n\n```text\nexperimental-features = nix-command flakes\n```\n\n## 2. repo\n\nPut the executable on the PATH, or let the flake bring it: `flake.nix` has the lines for it, commented out, and everybody has the same version then.\n\n## 3. direnv\n\nOptional. With [direnv](https://direnv.net) and its hook in your shell the default devShell is there as soon as you enter the folder. Without it: `nix develop`.\n\n## 4. This repository\n\n```sh\nscripts/bootstrap.sh\n```\n\nIt says what is missing, allows `.envrc`, makes `.env.local` from `.env.example` and installs a git hook that lints what a commit would change. Then:\n\n```sh\nrepo list\nrepo ci\n```\n\nThe first run downloads the devShells; after that they are kept.\n\n## A binary cache\n\nWhat the flake builds itself can be built once, by CI, for everybody: `repo init --ci github --binary-cache NAME` lets CI fill one, and in the flake `nixConfig.extra-substituters` tells people's machines where it is.\n"
  },
  {
    "path": "docs/02-secrets.md",
    "content": "# Secrets\n\nNone is in git in the clear, none is in the Nix store (which everybody on the machine can read), none is in an image.\n\n| where | how |\n| --- | --- |\n| your machine | `.env.local`, at the root or in a service's folder; git ignores it. `.env.example` beside it says which variables there are, and is committed |\n| CI | the secrets of the repository or of an environment, given to the one step that needs them |\n| the cluster | a `Secret` that the deployment reads by `envFrom`; made by sops, External Secrets or the cloud's own store |\n\n`repo` masks the values of variables whose names say secret (TOKEN, SECRET, PASSWORD, KEY) in what tasks print.\n\n## Shared in the repository, encrypted: sops\n\nPut `pkgs.sops` and `pkgs.age` into `nix/modules/common.nix`, list everybody's public key in `.sops.yaml`, and commit the encrypted file:\n\n```text\nsops edit secrets/dev.enc.env\nsops exec-env secrets/dev.enc.env 'repo dev SERVICE'\n```\n\nOn NixOS machines [sops-nix](https://github.com/Mic92/sops-nix) decrypts the same files.\n\n## In a vault: 1Password, AWS SSM\n\n`.env.local` may hold references in place of values; the vault's own tool puts the values in, for one command:\n\n```text\nop run --env-file .env.local -- repo dev SERVICE\naws ssm get-parameters-by-path --path /my-repo/dev --with-decryption\n```\n\n## When one has leaked\n\nMake it worthless first: revoke it where it was given out. Only then clean up. A secret that was pushed counts as read.\n"
  },
  {
    "path": "docs/03-ci-cd.md",
    "content": "# CI and deployment\n\nCI runs the command that you run:\n\n```sh\nrepo ci --dry-run         # what would run\nrepo ci\n```\n\nOn the default branch that is everything, in a pull request what it affects: services whose files, definition or devShell changed, and those that depend on them. The stages stand under `ci` in `services.config.ts`: lint, with the hooks of `.pre-commit-config.yaml` over all files, then test, then build.\n\n## GitHub Actions\n\n`.github/workflows/ci.yml` plans, spreads the work over machines, and joins the reports; `portability.yml` opens the workspace on Linux and macOS. Both are written by `repo init --ci github`, which also brings them up to date: change them by its flags rather than by hand.\n\n- Say where the machines get `repo` from: `--repo-from`, or an input `repo` of the flake.\n- Require the check `ci` in the rules of the branch. It passes where nothing is affected, too.\n\n`nix flake check` (`repo check-flake`) runs the hooks on what git tracks alone, and checks the flake itself.\n\n## Images and deployment\n\nEach service has a Dockerfile. It is built in stages, takes its base by version, and runs as a user without rights.\n\n```text\ndocker build --tag my-repo/SERVICE:0.1.0 code/FOLDER\nkubectl apply --filename code/FOLDER/deploy/k8s\n```\n\nBuild images from commits that have passed, tag them with the commit, and deploy by digest: then what runs can be named.\n"
  },
  {
    "path": "docs/cheatsheets/nix.md",
    "content": "# Nix\n\n| | |\n| --- | --- |\n| `nix develop` | the repository's own devShell |\n| `nix develop .#client-web` | a service's devShell |\n| `nix flake check` | the flake, and the hooks over all files |\n| `nix flake show` | what the flake has |\n| `nix flake update` | newer toolchains for everybody: commit `flake.lock` |\n| `nix flake update nixpkgs` | one input alone (Nix 2.19 or newer) |\n| `nix search nixpkgs NAME` | which packages there are |\n| `nix why-depends .#check-text nixpkgs#bash` | why something is there |\n| `nix store gc` | remove what nothing refers to; what `repo` keeps stays |\n\n- **A new file is not found?** A flake sees what git tracks: `git add` it.\n- **A tool for one service**: among the packages of its `mkShellFor` in `flake.nix`. For all: `nix/modules/common.nix`.\n- **Another version of a tool**: `nix/overlays/default.nix`. A tool that nixpkgs lacks: a folder in `nix/pkgs`.\n- **The old toolchain back**: `git restore --source COMMIT flake.lock`.\n"
  },
  {
    "path": "docs/cheatsheets/repo.md",
    "content": "# repo\n\n```sh\nrepo list                     # services, folders, devShells, verbs\nrepo ci                       # lint, test, build of what changed\nrepo test --all               # one verb everywhere\nrepo lint --staged            # only what the commit would affect\nrepo affected --why           # who is affected by your change, and why\nrepo graph                    # what depends on what\nrepo env status               # which devShells are kept\nrepo cache status             # how large the store of results is\nrepo runs                     # what ran before; repo logs shows it\nrepo config validate          # mistakes in the registry, with their places\n```\n\n| | |\n| --- | --- |\n| `repo dev SERVICE` | start it, on this terminal |\n| `repo up SERVICE` | start it and what it needs, watched over |\n| `repo test SERVICE…` | by name, by glob, or by `--tag backend` |\n| `repo exec SERVICE -- CMD` | a command in its devShell and folder |\n| `repo shell SERVICE` | an interactive shell there |\n| `repo explain SERVICE:VERB` | which definition won, which devShell, why it would run |\n| `repo VERB SERVICE --watch` | again at every change |\n| `repo VERB SERVICE --force` | also where a result is kept |\n| `repo new FOLDER --stack STACK` | another service: program, test, devShell, entry in the registry |\n"
  },
  {
    "path": "flake.lock",
    "content": "{\n  \"nodes\": {\n    \"nixpkgs\": {\n      \"locked\": {\n        \"lastModified\": 1780749050,\n        \"narHash\": \"sha256-3av0pIjlOWQ6rDbNOmpUSvbNnJkGORQKKjb4LtCZsIY=\",\n        \"owner\": \"NixOS\",\n        \"repo\": \"nixpkgs\",\n        \"rev\": \"a799d3e3886da994fa307f817a6bc705ae538eeb\",\n        \"type\": \"github\"\n      },\n      \"original\": {\n        \"owner\": \"NixOS\",\n        \"ref\": \"nixos-unstable\",\n        \"repo\": \"nixpkgs\",\n        \"type\": \"github\"\n      }\n    },\n    \"root\": {\n      \"inputs\": {\n        \"nixpkgs\": \"nixpkgs\"\n      }\n    }\n  },\n  \"root\": \"root\",\n  \"version\": 7\n}\n"
  },
  {
    "path": "flake.nix",
    "content": "{\n  description = \"my-repo: one flake gives every service its toolchain\";\n\n  inputs = {\n    nixpkgs.url = \"github:NixOS/nixpkgs/nixos-unstable\";\n\n    # The `repo` command, the same version for everybody. Say where you keep it, and add the argument `repo` to `outputs` and\n    # `repo.packages.${pkgs.stdenv.hostPlatform.system}.default` to the packages of `mkShellFor`.\n    # repo.url = \"github:OWNER/repo\";\n  };\n\n  outputs =\n    { self, nixpkgs, ... }:\n    let\n      systems = [ \"x86_64-linux\" \"aarch64-linux\" \"aarch64-darwin\" ];\n      forAllSystems = f: nixpkgs.lib.genAttrs systems (\n        system: f (import nixpkgs { inherit system; overlays = [ (import ./nix/overlays) ]; })\n      );\n    in\n    {\n      devShells = forAllSystems (\n        pkgs:\n        let\n          common = import ./nix/modules/common.nix { inherit pkgs; };\n\n          # The devShell of the service in code/PATH: what all of them have, and packages of its own.\n          mkShellFor = path: extraPackages: pkgs.mkShell (common.variables // {\n            name = builtins.baseNameOf path;\n            packages = common.packages ++ extraPackages;\n            shellHook = common.enter path;\n          });\n        in\n        {\n          # For the repository as a whole: small, since direnv loads it for everybody.\n          default = pkgs.mkShell (common.variables // {\n            name = \"my-repo\";\n            packages = common.packages;\n          });\n\n          # One for each service, named for its path with dashes. Flat names: nested ones break `nix flake check`.\n          # only with dotnet\n          backend-microservice1 = mkShellFor \"backend/microservice1\" [ pkgs.dotnet-sdk_8 ];\n          # end\n          # only with rust\n          backend-microservice2 = mkShellFor \"backend/microservice2\" [ pkgs.cargo pkgs.rustc pkgs.clippy pkgs.rustfmt ];\n          # end\n          # only with go\n          backend-microservice3 = mkShellFor \"backend/microservice3\" [ pkgs.go ];\n          # end\n          # only with node\n          client-web = mkShellFor \"client/web\" [ pkgs.nodejs_24 pkgs.typescript pkgs.docker-compose ];\n          # end\n          # only with flutter\n          client-flutter = mkShellFor \"client/flutter\" [ pkgs.flutter ];\n          # end\n        }\n      );\n\n      # In-house tools: nix/pkgs has them, nix/overlays puts them among nixpkgs' own.\n      packages = forAllSystems (pkgs: { inherit (pkgs) check-text; });\n\n      # `nix flake check`: the hooks of .pre-commit-config.yaml, over all files. What needs devShells itself is left to `repo ci`.\n      checks = forAllSystems (\n        pkgs:\n        let\n          common = import ./nix/modules/common.nix { inherit pkgs; };\n        in\n        {\n          precommit = pkgs.runCommand \"precommit\" { nativeBuildInputs = common.packages; } ''\n            cp -r ${self} source\n            chmod -R u+w source\n            cd source\n            export HOME=$PWD/.. SKIP=repo-lint\n            git init --quiet\n            git add --all --force\n            pre-commit run --all-files --show-diff-on-failure\n            touch $out\n          '';\n        }\n      );\n    };\n}\n"
  },
  {
    "path": "infra/README.md",
    "content": "# Infrastructure\n\nKept beside the code that it carries, so that one commit changes both. No devShell of a service needs anything in here.\n\n| folder | what belongs there |\n| --- | --- |\n| `terraform/` | what the cloud has to provide: networks, clusters, databases, the registry of images |\n| `helm/` | charts for what several services share, and what is installed into the cluster from elsewhere |\n| `docker/` | images that are no service: base images, tools for CI |\n\nHow a single service is deployed stands in its own folder: `deploy/k8s`, `deploy/compose`.\n"
  },
  {
    "path": "infra/docker/README.md",
    "content": "# Images that are no service\n\nA folder with a Dockerfile for each. Those of services stand in their own folders.\n"
  },
  {
    "path": "infra/helm/README.md",
    "content": "# Charts\n\nA folder for each chart: `helm create infra/helm/NAME` begins one. Manifests of a single service stand in its `deploy/k8s`.\n"
  },
  {
    "path": "infra/terraform/main.tf",
    "content": "terraform {\n  required_version = \">= 1.6\"\n\n  # Where the state lives decides who may change what: choose it before the first `terraform apply`.\n  # backend \"s3\" {}\n}\n"
  },
  {
    "path": "nix/modules/common.nix",
    "content": "# What every devShell has.\n{ pkgs }:\n{\n  packages = [\n    pkgs.git\n    pkgs.direnv\n    pkgs.pre-commit\n    pkgs.shellcheck\n    pkgs.check-text\n  ];\n\n  variables = {\n    # Sorting and messages are the same on every machine.\n    LC_ALL = \"C.UTF-8\";\n    # Tools neither advertise nor report.\n    DOTNET_CLI_TELEMETRY_OPTOUT = \"1\";\n    DOTNET_NOLOGO = \"1\";\n  };\n\n  # `nix develop .#NAME` by hand lands in the service's folder. `repo` and direnv go where they have to by themselves.\n  enter = path: ''\n    if [[ $- == *i* && -d \"code/${path}\" ]]; then cd \"code/${path}\"; fi\n  '';\n}\n"
  },
  {
    "path": "nix/overlays/default.nix",
    "content": "# What differs from nixpkgs, in one place: in-house tools, and tools that are pinned or mended.\nfinal: prev:\nimport ../pkgs { pkgs = final; }\n// {\n  # A tool at another version than nixpkgs has it, for everybody:\n  # nodejs_24 = prev.nodejs_24.overrideAttrs (old: { version = \"…\"; src = prev.fetchurl { … }; });\n}\n"
  },
  {
    "path": "nix/pkgs/check-text/check-text.sh",
    "content": "# shellcheck shell=bash\n# check-text FILE...: blanks at line ends, missing last newlines and marks of a merge that was not finished.\n# Ends with 1 where it finds any.\nset -eu\n\nstatus=0\nreport() {\n  printf '%s: %s\\n' \"$1\" \"$2\" >&2\n  status=1\n}\n\nfor file in \"$@\"; do\n  if ! [ -s \"$file\" ]; then continue; fi\n  if grep -qI '[[:blank:]]$' \"$file\"; then report \"$file\" \"blanks at the end of a line\"; fi\n  if grep -qIE '^(<{7}|>{7}) ' \"$file\"; then report \"$file\" \"marks of a merge\"; fi\n  if [ -n \"$(tail -c 1 \"$file\" | tr -d '\\n')\" ]; then report \"$file\" \"no newline at the end\"; fi\ndone\nexit \"$status\"\n"
  },
  {
    "path": "nix/pkgs/check-text/default.nix",
    "content": "{ writeShellScriptBin }:\nwriteShellScriptBin \"check-text\" (builtins.readFile ./check-text.sh)\n"
  },
  {
    "path": "nix/pkgs/default.nix",
    "content": "# Tools of our own that nixpkgs does not have: a folder and a line each.\n{ pkgs }:\n{\n  check-text = pkgs.callPackage ./check-text { };\n}\n"
  },
  {
    "path": "scripts/bootstrap.sh",
    "content": "#!/usr/bin/env bash\n# The first steps after a clone: says what the machine lacks and how to get it, and does what can be done without asking. Safe to run again.\nset -euo pipefail\ncd \"$(dirname \"${BASH_SOURCE[0]}\")/..\"\n\nmissing=0\nthere() { printf '✓ %s\\n' \"$1\"; }\nlacks() {\n  printf '✗ %s\\n    %s\\n' \"$1\" \"$2\"\n  missing=1\n}\n\nnix_settings() { nix config show 2>/dev/null || nix --extra-experimental-features nix-command show-config 2>/dev/null || true; }\n\nif ! command -v nix >/dev/null; then\n  lacks \"Nix is not installed\" \"docs/01-bootstrap.md says how, for macOS, Linux and WSL\"\nelif ! grep -q '^experimental-features = .*flakes' <<<\"$(nix_settings)\"; then\n  lacks \"Nix has flakes turned off\" \"put 'experimental-features = nix-command flakes' into ~/.config/nix/nix.conf\"\nelse\n  there \"$(nix --version)\"\nfi\n\nif ! command -v repo >/dev/null; then\n  lacks \"repo is not on the PATH\" \"docs/01-bootstrap.md says where it comes from\"\nelse\n  there \"repo $(repo --version)\"\nfi\n\nif ! command -v direnv >/dev/null; then\n  printf '– direnv is not installed: optional, it loads the devShell when you enter the folder\\n'\nelse\n  direnv allow .\n  there \"direnv may load .envrc\"\nfi\n\nif [[ -e .env.local ]]; then\n  there \".env.local is there\"\nelse\n  cp .env.example .env.local\n  there \".env.local, made from .env.example: put your values there\"\nfi\n\nif ((missing)); then\n  printf '\\nrun this again when that is done\\n'\n  exit 1\nfi\n\nrepo hooks install\nprintf '\\nnext: repo list, repo ci\\n'\n",
    "executable": true
  },
  {
    "path": "services.config.ts",
    "content": "import { defineConfig } from \"nix-repo\";\n\n/** While `repo up` runs, each listens on a port that is free, which it finds in PORT, and is ready when it says so. */\nconst processes = { dev: { ports: { http: \"auto\" }, ready: { line: \"listening on\" } } } as const;\n\n// Which services there are. Verbs come from each one's stack; a service's team may say more in its own `repo.config.ts`, or in a justfile there.\nexport default defineConfig({\n  root: \"code\",\n  services: {\n    // only with dotnet\n    ms1: {\n      path: \"backend/microservice1\",\n      description: \"a service in C#\",\n      shell: \"backend-microservice1\",\n      shellHook: \"capture\",\n      stack: \"dotnet\",\n      tags: [\"backend\"],\n      processes,\n    },\n    // end\n    // only with rust\n    ms2: {\n      path: \"backend/microservice2\",\n      description: \"a service in Rust\",\n      shell: \"backend-microservice2\",\n      shellHook: \"capture\",\n      stack: \"rust\",\n      tags: [\"backend\"],\n      processes,\n    },\n    // end\n    // only with go\n    ms3: {\n      path: \"backend/microservice3\",\n      description: \"a service in Go\",\n      shell: \"backend-microservice3\",\n      shellHook: \"capture\",\n      stack: \"go\",\n      tags: [\"backend\"],\n      processes,\n    },\n    // end\n    // only with node\n    web: {\n      path: \"client/web\",\n      description: \"the page that customers see\",\n      shell: \"client-web\",\n      shellHook: \"capture\",\n      stack: \"node\",\n      tags: [\"client\"],\n      processes,\n    },\n    // end\n    // only with flutter\n    flutter: {\n      path: \"client/flutter\",\n      description: \"the app\",\n      shell: \"client-flutter\",\n      shellHook: \"capture\",\n      stack: \"flutter\",\n      tags: [\"client\"],\n    },\n    // end\n  },\n\n  // What `repo ci` runs, one stage after the other.\n  ci: { stages: [[\"//:pre-commit\", \"lint\"], \"test\", \"build\"] },\n\n  workspace: {\n    shell: \"default\",\n    shellHook: \"capture\",\n    verbs: {\n      \"pre-commit\": { run: \"SKIP=repo-lint pre-commit run --all-files\", description: \"the hooks of pre-commit, over all files\" },\n      \"check-flake\": { run: [\"nix\", \"flake\", \"check\"], shell: false, description: \"the same on what git tracks alone, and the flake itself\" },\n    },\n  },\n});\n"
  }
];
