import { wordsOf } from "./manifest-names.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

export function goFiles({ name, path, docker }: ServiceText): FileTexts {
  return {
    "go.mod": `module ${moduleOf(path, name)}\n\ngo 1.19\n`,
    "main.go": program(name),
    "main_test.go": TEST,
    ".gitignore": "/bin/\n",
    ...(docker ? { Dockerfile: DOCKERFILE, ".dockerignore": "bin/\n.git/\nDockerfile\n.dockerignore\n.env*\n" } : {}),
  };
}

/** example.com is the domain that nobody owns: a module whose path began with a plain word might be taken for one of Go's own. */
function moduleOf(path: string, name: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return ["example.com", ...(parts.length === 0 ? [name] : parts).map((part) => wordsOf(part, "-"))].join("/");
}

function program(name: string): string {
  return `package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on :%d", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, handler()))
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, ${JSON.stringify(`hello from ${name}`)})
	})
	return mux
}
`;
}

const TEST = `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealth(t *testing.T) {
	answer := httptest.NewRecorder()
	handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/health", nil))
	if answer.Code != http.StatusOK || answer.Body.String() != "ok\\n" {
		t.Errorf("/health answered %d %q", answer.Code, answer.Body.String())
	}
}
`;

const DOCKERFILE = `FROM golang:1.23-alpine AS source
WORKDIR /src
COPY go.mod go.sum* ./
RUN go mod download
COPY . .

FROM source AS test
RUN go vet ./... && go test ./...

FROM source AS build
RUN CGO_ENABLED=0 go build -o /out/service .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/service /service
ENV PORT=8080
EXPOSE 8080
ENTRYPOINT ["/service"]
`;
