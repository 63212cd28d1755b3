import { randomInt } from "node:crypto";
import { z } from "zod";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
const properties = z.strictObject({
  PasswordLength: z.int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

type GenerateProperties = z.output<typeof properties>;

const LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/**
 * Generates the random secret that a `GenerateSecretString` property describes. Throws on an unknown key, or when every
 * character is excluded.
 */
export function generateSecretString(given: unknown): string {
  const asked = properties.parse(given);
  const password = generatePassword(asked);
  if (!asked.SecretStringTemplate || !asked.GenerateStringKey) return password;
  return JSON.stringify({ ...JSON.parse(asked.SecretStringTemplate), [asked.GenerateStringKey]: password });
}

function generatePassword(asked: GenerateProperties): string {
  const types = includedTypes(asked);
  const all = types.join("");
  if (all.length === 0) throw new Error("GenerateSecretString excludes every character");
  const required = asked.RequireEachIncludedType ? types.slice(0, asked.PasswordLength).map(pick) : [];
  const rest = Array.from({ length: asked.PasswordLength - required.length }, () => pick(all));
  return shuffle([...required, ...rest]).join("");
}

function includedTypes(asked: GenerateProperties): string[] {
  const types = [
    asked.ExcludeLowercase ? "" : LOWERCASE,
    asked.ExcludeUppercase ? "" : LOWERCASE.toUpperCase(),
    asked.ExcludeNumbers ? "" : "0123456789",
    asked.ExcludePunctuation ? "" : PUNCTUATION,
    asked.IncludeSpace ? " " : "",
  ];
  const allowed = (character: string) => !asked.ExcludeCharacters.includes(character);
  return types.map((type) => [...type].filter(allowed).join("")).filter((type) => type.length > 0);
}

const pick = (characters: string): string => characters[randomInt(characters.length)] ?? "";

function shuffle(items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other] ?? "", items[last] ?? ""];
  }
  return items;
}
