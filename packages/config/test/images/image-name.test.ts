import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { IMAGE_NAME, IMAGE_TAG, imageNameOf } from "../../src/images/image-name.ts";
import { SERVICE_NAME } from "../../src/schema-parts.ts";

describe("imageNameOf", () => {
  test.each([
    ["web", "web"],
    ["web-shop_2.x", "web-shop_2.x"],
    ["Web", "web-72645431"],
    ["Größe", "gro-e-48b3427a"],
    ["店", "service-682e993b"],
    ["_.x-", "x-339f1b5f"],
  ])("%s: %s", (service, name) => {
    expect(imageNameOf(service)).toBe(name);
  });

  test("is a name that docker takes, and another one for every service", () => {
    const services = fc.stringMatching(new RegExp(SERVICE_NAME, "u"), { maxLength: 200 });
    const valid = new RegExp(IMAGE_NAME);
    fc.assert(
      fc.property(services, services, (a, b) => {
        expect(imageNameOf(a)).toMatch(valid);
        expect(imageNameOf(a).length).toBeLessThan(128);
        if (a !== b) expect(imageNameOf(a)).not.toBe(imageNameOf(b));
      }),
    );
  });

  test("takes no name for a checksum", () => {
    expect(imageNameOf("a".repeat(64))).not.toBe("a".repeat(64));
  });
});

test.each(["acme/web", "localhost:5000/a/b", "ghcr.io/acme/web-shop", "GHCR.io/web"])("%s is an image's name", (name) => {
  expect(name).toMatch(new RegExp(IMAGE_NAME));
});

test.each(["", "-web", "web:1", "Acme", "a//b", "a/", "--tag", "a b", "web\n"])("%j is none", (name) => {
  expect(name).not.toMatch(new RegExp(IMAGE_NAME));
});

test("a tag begins with no dash", () => {
  expect("1.2-rc").toMatch(new RegExp(IMAGE_TAG));
  expect("-rc").not.toMatch(new RegExp(IMAGE_TAG));
});
