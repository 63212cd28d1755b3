import type { components } from "../../client/api.d.ts";
import type { PageReader } from "../../client/read-pages.ts";
import type { SameAs } from "../../components/site.ts";

export type KnownKey = components["schemas"]["ApiKey"];
export type CreatedKey = components["schemas"]["NewApiKey"];
export type NewKeyFields = components["schemas"]["ApiKeyFields"];
export type KeyRole = KnownKey["role"];

/** What can be done with a kind of keys: a tenant's, or the operator's. Requests reject with an `ApiProblem`. */
export interface KeyDesk {
  /** Identifies the list. */
  name: readonly string[];
  list: PageReader<KnownKey>;
  create(body: NewKeyFields): Promise<CreatedKey>;
  revoke(id: string): Promise<void>;
  sameAs: {
    list: SameAs;
    create(body: NewKeyFields): SameAs;
    revoke(id: string): SameAs;
  };
}

/** What somebody has typed about a new key. */
export interface KeyTexts {
  name: string;
  role: KeyRole;
  /** ISO 8601, or empty for a key without end. */
  expiresAt: string;
}

export const newKeyBody = ({ name, role, expiresAt }: KeyTexts): NewKeyFields => ({
  role,
  ...(name !== "" && { name }),
  ...(expiresAt !== "" && { expiresAt }),
});
