import { IMAGE_NAME, IMAGE_TAG, STAGE_NAME } from "./images/image-name.ts";
import { paramConfig, params } from "./schema-param.ts";
import {
  command,
  duration,
  env,
  hostTools,
  list,
  NOT_BLANK,
  passEnv,
  readyWhen,
  type Schema,
  serviceNames,
  shell,
  shellHook,
  text,
  variableNames,
  verbNames,
  whole,
} from "./schema-parts.ts";
import { needs, processConfig, processes } from "./schema-process.ts";
import { SIZE } from "./size.ts";

const verbs = {
  type: "object",
  propertyNames: verbNames,
  additionalProperties: { $ref: "#/$defs/verb" },
  expected: "an object of verbs",
};
const serviceEnv = {
  ...env,
  description: "Variables of every verb: a value, or `true` for the caller's own. A list of names means `true` for each.",
};
const tags = list("Labels to select services by: `--tag backend`.", "a tag", "a list of tags");
const dependsOnServices = list("Names of the services that this one depends on.", "a service's name", "a list of services' names");

/** What registry and override can both say of a service. */
const ofService = {
  description: text("One line for people, shown where services are listed.", "a line of text"),
  shell: {
    ...shell,
    description:
      "The devShell that its verbs run in: its name as `nix develop .#NAME` takes it, a whole installable (`./code/web#default`), or `false` for the host's own tools. Left out, the flake's `<path-with-dashes>`, `<service>` or `default`, whichever it has.",
  },
  shellHook,
  stack: text("The preset of verbs: node, go, rust, dotnet, python, flutter, or one of the registry's own `stacks`.", "a stack's name"),
  tags,
  dependsOn: dependsOnServices,
  verbs: { ...verbs, description: "What can be run in the service, besides the recipes of its task file and what its stack brings." },
  processes,
  containers: {
    title: "ContainersConfig",
    type: "object",
    properties: {
      atEnd: {
        enum: ["stop", "leave", "remove"],
        description:
          "What becomes of those that it has started when `repo up` ends: `stop` (default) stops and keeps them, `leave` lets them run on for the next one, `remove` removes them and keeps what they have stored.",
        expected: '"stop", "leave" or "remove"',
      },
    },
    additionalProperties: false,
    description: "How `repo up` treats the containers of the service's compose file.",
    expected: "an object with atEnd",
  },
  env: serviceEnv,
  passEnv,
  hostTools,
  docker: {
    title: "DockerConfig",
    type: "object",
    properties: {
      image: {
        type: "string",
        pattern: IMAGE_NAME,
        description: "The image's name, perhaps with its registry, without a tag. Default: the service's name.",
        expected: "an image's name without a tag, such as acme/web",
      },
      tag: { type: "string", pattern: IMAGE_TAG, description: "Default: `latest`.", expected: "an image's tag, such as latest or 1.2" },
      context: text(
        "The folder that the build sees, relative to the service's folder, or to the workspace's root behind `//`. Default: the service's folder.",
        "a folder",
      ),
      target: {
        type: "string",
        pattern: STAGE_NAME,
        description: "The stage of the Dockerfile that is built. Default: the last one.",
        expected: "a stage's name",
      },
    },
    additionalProperties: false,
    description: "What the image is called that is built from the service's Dockerfile, and from what.",
    expected: "an object with image, tag, context and target",
  },
};

const definitions: Record<string, Schema> = {
  verb: {
    title: "VerbConfig",
    type: ["string", "array", "object"],
    pattern: NOT_BLANK,
    minItems: 1,
    items: { type: "string", expected: "a string" },
    properties: {
      run: {
        ...command,
        description:
          "A bash command, or a command and its arguments as a list, which no shell touches. Left out, only the options are changed.",
      },
      description: text("One line for people.", "a line of text"),
      dependsOn: list(
        "What must have succeeded before: `verb` (of this service), `^verb` (of every service that this one depends on) or `service:verb`.",
        "verb, ^verb or service:verb",
        "a list of verbs",
      ),
      needs,
      inputs: list(
        "Globs of the files that it reads, relative to the service's folder, or to the workspace's root behind `//`; `!` leaves out. Default: the service's own files.",
        "a glob",
        "a list of globs",
      ),
      outputs: list("Globs of the files that it writes, relative to the service's folder.", "a glob", "a list of globs"),
      cache: { type: "boolean", description: "Whether its result may be kept.", expected: "true or false" },
      cacheFailures: { type: "boolean", description: "Whether a failure is kept as well.", expected: "true or false" },
      clean: {
        type: "boolean",
        description:
          "Whether what an earlier run left in its outputs is removed before it runs, so that a kept result holds nothing that it did not produce. Default: true; false for tools that build on what they built before.",
        expected: "true or false",
      },
      env: {
        ...env,
        description:
          "Variables of this verb, over those of the service: a value, or `true` for the caller's own. A list of names means `true` for each.",
      },
      passEnv,
      hostTools,
      persistent: {
        type: "boolean",
        description: "Runs until it is stopped, on the terminal: a development server.",
        expected: "true or false",
      },
      readyWhen,
      interactive: { type: "boolean", description: "Reads from the terminal.", expected: "true or false" },
      weight: whole(
        "How many of the places for tasks that run at once it takes. Default: 1; where it says more than there are, it runs alone. A persistent one gives them back when it is ready.",
        { minimum: 1 },
        "a whole number from 1",
      ),
      mutex: text(
        "Of the tasks with the same name here, one runs at a time: a port, a database, a simulator. A persistent one counts until it is ready.",
        "a name",
      ),
      retries: whole(
        "How often it is tried again after it failed (a persistent one: before it was ready): after 1 s, 2 s, 4 s and so on, at most 30 s.",
        { minimum: 0, maximum: 10 },
        "a whole number from 0 to 10",
      ),
      timeout: duration("How long it may take, each time it is tried: then it is terminated, and killed if it does not end."),
      allowFailure: {
        type: "boolean",
        description: "The run goes on, and succeeds, though it failed.",
        expected: "true or false",
      },
      shell: { ...shell, description: "Another devShell than the service's, or `false` for the host's own tools." },
      params,
    },
    additionalProperties: false,
    description: "A bash command (a string), a command and its arguments (a list, no shell), or an object with `run` and options.",
    expected: "a bash command, a list of a command and its arguments, or an object with run and options",
  },
  param: paramConfig,
  process: processConfig,
  service: {
    title: "ServiceConfig",
    type: "object",
    properties: {
      path: text("The service's folder, relative to `root`.", "the service's folder, relative to root"),
      ...ofService,
    },
    required: ["path"],
    additionalProperties: false,
    expected: "an object with the service's path",
  },
  stack: {
    title: "StackConfig",
    type: "object",
    properties: { verbs: { ...verbs, description: "The verbs of the preset. Those of a stack of ours are changed or added to." } },
    additionalProperties: false,
    expected: "an object with verbs",
  },
  workspace: {
    title: "WorkspaceConfig",
    type: "object",
    properties: {
      shell: { ...shell, description: "The devShell of the workspace's own verbs; left out, the flake's `default`." },
      shellHook,
      verbs: { ...verbs, description: "Verbs of the workspace itself: `repo VERB` where no service is meant, `//:verb` as a task." },
      taskFiles: {
        type: "array",
        items: { enum: ["just", "task", "make"], expected: '"just", "task" or "make"' },
        description:
          "The tools whose task files in the root's folder give verbs to the workspace, over those that stand here. Default: all of them; `[]` leaves a justfile, Taskfile or Makefile there to its own tool.",
        expected: 'a list of "just", "task" and "make"',
      },
      env: serviceEnv,
      passEnv,
      hostTools,
    },
    additionalProperties: false,
    expected: "an object with the workspace's shell and verbs",
  },
};

const $schema = { type: "string", description: "Where editors find this schema.", expected: "the address of a JSON Schema" };

/**
 * The one schema of the registry and of a team's override: the static types, the validation and what editors read are generated from it
 * (`npm run generate -w packages/config`).
 */
export const registrySchema: Schema = {
  $id: "urn:nix-repo:registry",
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "RegistryConfig",
  description: "services.config.*: the services of a workspace, where they live, and what can be run in them.",
  type: "object",
  properties: {
    $schema,
    requires: text("The versions of `repo` that this registry is made for, as a semver range: `>=0.1`.", "a semver range"),
    root: text(
      "Where the services' folders live, relative to this file. Default: the file's own folder.",
      "a folder, relative to this file",
    ),
    flake: text("The flake that has the devShells, relative to this file. Default: `.`.", "a flake, relative to this file"),
    nix: {
      title: "NixConfig",
      type: "object",
      properties: { flags: list("Flags for every call of Nix; those of REPO_NIX_FLAGS follow them.", "a flag", "a list of flags") },
      additionalProperties: false,
      description: "How Nix is called.",
      expected: "an object with flags",
    },
    globalEnv: {
      type: "array",
      items: variableNames,
      description: "Variables of the caller that every task may see.",
      expected: "a list of variables' names",
    },
    globalInputs: list("Globs of files that every kept result depends on, relative to this file.", "a glob", "a list of globs"),
    hostToolchain: {
      type: "array",
      items: command,
      description:
        "Commands whose output stands for the tools of a machine without Nix: `node --version`. Without any, no result is kept there.",
      expected: "a list of commands",
    },
    cache: {
      title: "CacheConfig",
      type: "object",
      properties: {
        maxSize: {
          type: "string",
          pattern: SIZE,
          description: "How large the store of results may grow before those go that were not used for longest. Default: `10GB`.",
          expected: "a size such as 500MB or 10GB",
        },
      },
      additionalProperties: false,
      description: "The store of results, which all workspaces of a user share.",
      expected: "an object with maxSize",
    },
    ci: {
      title: "CiConfig",
      type: "object",
      properties: {
        base: text(
          "What changes are compared with, where the CI engine does not say it: a branch or a commit. Default: the default branch of the remote `origin`.",
          "a branch or a commit",
        ),
        stages: {
          type: "array",
          minItems: 1,
          items: {
            type: ["string", "array"],
            pattern: NOT_BLANK,
            minItems: 1,
            items: { type: "string", pattern: NOT_BLANK, expected: "a verb or service:verb" },
            expected: "a verb, service:verb, or a list of these",
          },
          description:
            'What `repo ci` runs, one stage after the other: verbs of all services, or single tasks such as `//:check-flake`. Several of one stage stand in a list. Default: `["lint", "test", "build"]`.',
          expected: "a list of verbs",
        },
        tasks: {
          ...list(
            "The same without stages: verbs and tasks that start as soon as what they depend on has passed.",
            "a verb or service:verb",
            "a list of verbs",
          ),
          minItems: 1,
        },
      },
      additionalProperties: false,
      description: "What `repo ci` does.",
      expected: "an object with stages or tasks",
    },
    services: {
      type: "object",
      propertyNames: serviceNames,
      additionalProperties: { $ref: "#/$defs/service" },
      description: "The services by name.",
      expected: "an object of services",
    },
    stacks: {
      type: "object",
      propertyNames: serviceNames,
      additionalProperties: { $ref: "#/$defs/stack" },
      description: "Presets of the team's own, and changes to ours.",
      expected: "an object of stacks",
    },
    workspace: { $ref: "#/$defs/workspace" },
  },
  required: ["services"],
  additionalProperties: false,
  expected: "an object with services",
  $defs: definitions,
};

export const overrideSchema: Schema = {
  $id: "urn:nix-repo:override",
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "OverrideConfig",
  description:
    "repo.config.*: what a service's own team says of it, over the registry's entry. Verbs and processes are merged one by one, lists are replaced.",
  type: "object",
  properties: { $schema, ...ofService },
  additionalProperties: false,
  expected: "an object of the service's options",
  $defs: { verb: definitions.verb, param: definitions.param, process: definitions.process },
};
