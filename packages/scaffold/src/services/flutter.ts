import { quoted, unlessTaken, wordsOf } from "./manifest-names.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

/** An app for the web, the one platform whose files are few enough to be written by anybody but `flutter create`. */
export function flutterFiles({ name, docker }: ServiceText): FileTexts {
  const project = unlessTaken(wordsOf(name, "_"), { taken: TAKEN, second: "_app" });
  return {
    "pubspec.yaml": manifest(project),
    "analysis_options.yaml": ANALYSIS,
    "lib/main.dart": program(name),
    "test/main_test.dart": test({ project, name }),
    "web/index.html": page(name),
    ".gitignore": ".dart_tool/\n.flutter-plugins*\n/build/\n",
    ...(docker
      ? { Dockerfile: DOCKERFILE, "nginx.conf": NGINX, ".dockerignore": ".dart_tool/\nbuild/\n.git/\nDockerfile\n.dockerignore\n.env*\n" }
      : {}),
  };
}

/** Dart's words, and the packages that the app itself needs. */
const TAKEN = new Set(
  [
    "assert await break case catch class const continue default do else enum extends false final finally for if in is new null rethrow return",
    "super switch this throw true try var void while with yield flutter flutter_test test",
  ].flatMap((line) => line.split(" ")),
);

function manifest(project: string): string {
  return `name: ${quoted(project)}
publish_to: none
version: 0.1.0

environment:
  sdk: ^3.4.0

dependencies:
  flutter:
    sdk: flutter

dev_dependencies:
  flutter_test:
    sdk: flutter

flutter:
  uses-material-design: true
`;
}

const ANALYSIS = `analyzer:
  language:
    strict-casts: true

linter:
  rules:
    - avoid_print
    - prefer_const_constructors
    - prefer_final_locals
    - use_key_in_widget_constructors
`;

function program(name: string): string {
  return `import 'package:flutter/material.dart';

void main() => runApp(const App());

class App extends StatelessWidget {
  const App({super.key});

  @override
  Widget build(BuildContext context) {
    return const MaterialApp(
      home: Scaffold(body: Center(child: Text('hello from ${name}'))),
    );
  }
}
`;
}

function test({ project, name }: { project: string; name: string }): string {
  return `import 'package:flutter_test/flutter_test.dart';
import 'package:${project}/main.dart';

void main() {
  testWidgets('says hello', (tester) async {
    await tester.pumpWidget(const App());
    expect(find.text('hello from ${name}'), findsOneWidget);
  });
}
`;
}

function page(name: string): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <base href="$FLUTTER_BASE_HREF" />
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${name}</title>
  </head>
  <body>
    <script src="flutter_bootstrap.js" async></script>
  </body>
</html>
`;
}

const DOCKERFILE = `FROM ghcr.io/cirruslabs/flutter:3.24.5 AS source
WORKDIR /app
COPY pubspec.* ./
RUN flutter pub get
COPY . .

FROM source AS test
RUN flutter analyze && flutter test

FROM source AS build
RUN flutter build web

FROM nginxinc/nginx-unprivileged:1.27-alpine
COPY nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=build /app/build/web /usr/share/nginx/html
EXPOSE 8080
`;

const NGINX = `server {
  listen 8080;
  root /usr/share/nginx/html;

  location = /health {
    default_type text/plain;
    return 200 "ok\\n";
  }

  location / {
    try_files $uri $uri/ /index.html;
  }
}
`;
