import { describe, expect, test } from "@jest/globals";
import { isSecretName } from "../src/variables.ts";

describe("names that say secret", () => {
  test.each([
    "API_TOKEN",
    "NPM_TOKENS",
    "authToken",
    "SECRET",
    "CLIENT_SECRET_FILE",
    "DBPASSWORD",
    "PGPASSWD",
    "SSH_PASSPHRASE",
    "KEY",
    "AWS_ACCESS_KEY_ID",
    "apiKey",
    "AZURE_CREDENTIALS",
  ])("%s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each(["PATH", "HOME", "KEYBOARD", "MONKEY", "PORT", "DATABASE_URL", "NODE_ENV", "XKEYBOARD_LAYOUT"])("%s does not", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
