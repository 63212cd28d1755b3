import { describe, expect, it } from "vitest";
import { generateSecretString } from "../../../../lib/local/aws/secrets/generated-secret.ts";

describe("GenerateSecretString", () => {
  it.each([
    ["the default", {}, /^[!-~]{32}$/],
    ["a length", { PasswordLength: 8 }, /^[!-~]{8}$/],
    ["no punctuation", { PasswordLength: 64, ExcludePunctuation: true }, /^[A-Za-z0-9]{64}$/],
    ["excluded characters", { PasswordLength: 200, ExcludeCharacters: "abcABC012\"'" }, /^[^abcABC012"']{200}$/],
    [
      "digits only",
      { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true, PasswordLength: 6 },
      /^\d{6}$/,
    ],
  ])("%s", (_name, properties, form) => {
    expect(generateSecretString(properties)).toMatch(form);
    expect(generateSecretString(properties)).not.toBe(generateSecretString(properties));
  });

  it("has a character of each type", () => {
    for (let round = 0; round < 50; round++) {
      const secret = generateSecretString({ PasswordLength: 5, IncludeSpace: true });
      for (const type of [/[a-z]/, /[A-Z]/, /\d/, / /, /[!-/:-@[-`{-~]/]) expect(secret).toMatch(type);
    }
  });

  it("fills in a template", () => {
    const template = { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: "password" };
    expect(JSON.parse(generateSecretString(template))).toEqual({
      user: "a",
      password: expect.stringMatching(/^.{32}$/),
    });
  });

  it("refuses unknown properties, and properties that leave no characters", () => {
    expect(() => generateSecretString({ Length: 5 })).toThrow(/Length/);
    const none = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true };
    expect(() => generateSecretString(none)).toThrow(/every character/);
  });
});
