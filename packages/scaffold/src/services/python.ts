import { quoted, wordsOf } from "./manifest-names.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

export function pythonFiles({ name, docker }: ServiceText): FileTexts {
  return {
    "pyproject.toml": project(name),
    "requirements.txt": REQUIREMENTS,
    "main.py": program(name),
    "tests/test_main.py": TEST,
    ".gitignore": "/.venv/\n*.egg-info/\n.pytest_cache/\n.ruff_cache/\n__pycache__/\n",
    ...(docker ? { Dockerfile: DOCKERFILE, ".dockerignore": DOCKERIGNORE } : {}),
  };
}

/** No build system: an application that is run from its folder, and not packaged. */
function project(name: string): string {
  return `[project]
name = ${quoted(wordsOf(name, "-"))}
version = "0.1.0"
requires-python = ">=3.9"

[tool.pytest.ini_options]
pythonpath = ["."]
testpaths = ["tests"]

[tool.ruff]
line-length = 100
`;
}

const REQUIREMENTS = `# What the program needs beside Python itself goes here, too. The devShell brings these two; \`repo setup\` installs all of it into .venv.
pytest
ruff
`;

function program(name: string): string {
  return `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        text = "ok\\n" if self.path == "/health" else ${quoted(`hello from ${name}\n`)}
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def create_server(host, port):
    return ThreadingHTTPServer((host, port), Handler)


if __name__ == "__main__":
    server = create_server("0.0.0.0", int(os.environ.get("PORT") or 8080))
    print(f"listening on :{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
`;
}

const TEST = `import threading
from urllib.request import urlopen

from main import create_server


def test_health():
    with create_server("127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            with urlopen(f"http://127.0.0.1:{server.server_port}/health") as response:
                assert response.status == 200
                assert response.read() == b"ok\\n"
        finally:
            server.shutdown()
`;

const DOCKERFILE = `FROM python:3.12-slim AS source
WORKDIR /app
ENV PYTHONUNBUFFERED=1
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .

FROM source AS test
RUN ruff check . && python -m pytest

FROM python:3.12-slim
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PORT=8080
# Once the program needs packages: COPY --from=source /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
COPY --from=source /app/main.py ./
USER nobody
EXPOSE 8080
CMD ["python", "main.py"]
`;

const DOCKERIGNORE = ".venv/\n**/__pycache__/\n.pytest_cache/\n.ruff_cache/\n.git/\nDockerfile\n.dockerignore\n.env*\n";
