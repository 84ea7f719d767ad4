import { describe, expect, test } from "@jest/globals";
import { binaryCaches } from "../../src/doctor/checks/binary-caches.ts";
import { diskSpace } from "../../src/doctor/checks/disk-space.ts";
import { flakesOfNix, missingNix, versionOfNix } from "../../src/doctor/checks/nix.ts";
import { closedStore, trustOf } from "../../src/doctor/checks/store.ts";
import { parseSettings } from "../../src/doctor/nix-answers.ts";
import { cases, explained, told } from "./told.ts";

const settings = (text: string, newCommands = true) => ({ values: parseSettings(text), newCommands });

describe("Nix", () => {
  test.each(
    cases([
      [
        missingNix({ usesNix: true }),
        "problem: not installed, or not on PATH → curl -fsSL https://nixos.org/nix/install | sh -s -- --daemon",
      ],
      [missingNix({ usesNix: false }), "fine: not installed, and the host's tools were asked for"],
      [versionOfNix("/bin/nix", { kind: "known", version: "2.26.3" }), "fine: 2.26.3"],
      [versionOfNix("/bin/nix", { kind: "known", version: "2.8.0" }), "fine: 2.8.0"],
      [versionOfNix("/bin/nix", { kind: "known", version: "2.7.1" }), "warning: 2.7.1 is older than 2.8 → sudo -i nix upgrade-nix"],
      [
        versionOfNix("/bin/nix", { kind: "silent", said: "no answer in time" }),
        "problem: /bin/nix does not say its version: no answer in time → nix --version",
      ],
      [flakesOfNix(settings("experimental-features = flakes nix-command\n")), "fine: enabled"],
      [
        flakesOfNix(settings("experimental-features = nix-command\n")),
        "warning: not enabled: flakes → mkdir -p ~/.config/nix && echo 'extra-experimental-features = nix-command flakes' >>~/.config/nix/nix.conf",
      ],
      [
        flakesOfNix(settings("experimental-features = nix-command\n", false)),
        "warning: not enabled: nix-command, flakes → mkdir -p ~/.config/nix && echo 'extra-experimental-features = nix-command flakes' >>~/.config/nix/nix.conf",
      ],
      [flakesOfNix(undefined), "warning: Nix does not say its settings → nix --extra-experimental-features nix-command show-config"],
    ]),
  )("$expected", ({ given, expected }) => {
    expect(told(given)).toEqual([expected]);
    expect(explained(given)).toBe(true);
  });

  test("settings are read as Nix prints them", () => {
    expect([...parseSettings("allow-symlinked-store = false\nsubstituters = https://a https://b\nbuild-users-group = \n")]).toEqual([
      ["allow-symlinked-store", "false"],
      ["substituters", "https://a https://b"],
      ["build-users-group", ""],
    ]);
  });
});

describe("the store", () => {
  const open = (url: string, trusted?: boolean) => ({ kind: "open" as const, url, trusted });
  const who = { user: "ada", groups: ["users", "wheel"] };

  test("a daemon that does not answer is a problem, and started", () => {
    const finding = closedStore("cannot connect to socket at '/nix/var/nix/daemon-socket/socket': No such file or directory");
    expect(told(finding)[0]).toMatch(/^problem: cannot be opened: cannot connect .*→ sudo (systemctl restart|launchctl)/);
    expect(told(closedStore("no permission"))).toEqual([
      "problem: cannot be opened: no permission → nix --extra-experimental-features nix-command store ping",
    ]);
    expect(explained([finding, closedStore("no permission")])).toBe(true);
  });

  test.each([
    ["local", undefined, "", who, "fine"],
    ["daemon", true, "trusted-users = root", who, "fine"],
    ["daemon", false, "trusted-users = root ada", who, "warning"],
    ["daemon", undefined, "trusted-users = root", who, "warning"],
    ["daemon", undefined, "trusted-users = root ada", who, "fine"],
    ["daemon", undefined, "trusted-users = @wheel", who, "fine"],
    ["unix:///run/nix", undefined, "trusted-users = *", who, "fine"],
    ["daemon", undefined, "", { user: "root", groups: [] }, "fine"],
    ["daemon", undefined, "trusted-users = root", undefined, "warning"],
  ])("%s, %s, %s: trust", (url, trusted, text, someone, severity) => {
    const finding = trustOf({ store: open(url, trusted), settings: settings(text), who: someone });
    expect(finding.severity).toBe(severity);
    expect(explained(finding)).toBe(true);
  });
});

test("binary caches: those that answer share a line, each other one has its own", () => {
  expect(told(binaryCaches([]))).toEqual(["fine: none is set"]);
  const findings = binaryCaches([
    { url: "https://cache.nixos.org/?priority=40", state: { kind: "there" } },
    { url: "s3://bucket", state: { kind: "not-asked" } },
    { url: "https://somebody:hunter22@cache.acme.dev", state: { kind: "closed", status: 401 } },
    { url: "https://gone.example", state: { kind: "not-there", why: "its name is not known here" } },
    { url: "file:///mnt/my cache", state: { kind: "not-there", why: "there is no /mnt/my cache/nix-cache-info" } },
  ]);
  expect(told(findings)).toEqual([
    "fine: https://cache.nixos.org reachable; s3://bucket not asked",
    "warning: https://cache.acme.dev wants credentials (status 401) → nix --extra-experimental-features nix-command store ping --store 'https://cache.acme.dev'",
    "warning: https://gone.example cannot be reached: its name is not known here → curl -fsS 'https://gone.example/nix-cache-info'",
    "warning: file:///mnt/my cache cannot be reached: there is no /mnt/my cache/nix-cache-info → ls '/mnt/my cache/nix-cache-info'",
  ]);
  expect(explained(findings)).toBe(true);
});

describe("disk space", () => {
  const place = (name: string, freeBytes: number, device = 1, freeFiles: number | undefined = 1e6) => {
    const store = name === "Nix's store";
    return { name, path: `/${name}`, warnBelow: store ? 10e9 : 2e9, problemBelow: store ? 1e9 : 2e8, device, freeBytes, freeFiles };
  };

  test.each(
    cases([
      [[place("Nix's store", 50e9), place("the cache", 50e9)], ["fine: 50 GB free for Nix's store, the cache"]],
      [
        [place("Nix's store", 5e9, 1), place("the cache", 5e9, 2)],
        [
          "warning: 5 GB free for Nix's store → nix-collect-garbage --delete-older-than 30d && repo cache gc",
          "fine: 5 GB free for the cache",
        ],
      ],
      [
        [place("Nix's store", 5e8)],
        ["problem: 500 MB free for Nix's store → nix-collect-garbage --delete-older-than 30d && repo cache gc"],
      ],
      [[place("the cache", 1e8)], ["problem: 100 MB free for the cache → repo cache gc"]],
      [[place("the cache", 50e9, 1, 20_000)], ["warning: 50 GB free for the cache, and room for 20000 more files → repo cache gc"]],
      [[place("the cache", 50e9, 1, 100)], ["problem: 50 GB free for the cache, and room for 100 more files → repo cache gc"]],
      // btrfs counts no files.
      [[{ ...place("the cache", 50e9), freeFiles: undefined }], ["fine: 50 GB free for the cache"]],
      [
        [{ ...place("the cache", 0), why: "I/O error", freeBytes: undefined }],
        ["warning: how much the cache (/the cache) has cannot be told: I/O error → df '/the cache'"],
      ],
    ]),
  )("$expected", ({ given, expected }) => {
    const facts = given.map((space) =>
      Object.fromEntries(Object.entries(space).filter(([key, value]) => value !== undefined || key === "freeFiles")),
    );
    expect(told(diskSpace(facts as never))).toEqual(expected);
  });
});
