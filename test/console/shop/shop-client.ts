import type { TwinFile } from "../../../lib/local/twin-file.ts";

/** Calls a twin's API. */
export interface ShopClient {
  /** As the shop itself, which is the twin's demo tenant. Rejects unless the answer is successful. */
  call<T>(method: string, path: string, body?: object): Promise<T>;
  /** As the operator, who may act for a tenant. */
  operate<T>(method: string, path: string, body?: object, tenantId?: string): Promise<T>;
}

export function shopClient({ api, apiKey, adminKey }: TwinFile): ShopClient {
  const callWith =
    (key: string) =>
    async <T>(method: string, path: string, body?: object, tenantId?: string): Promise<T> => {
      const headers = {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        ...(tenantId !== undefined && { "posthorn-tenant": tenantId }),
      };
      const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const answer = await fetch(`${api}/api/v1${path}`, sent);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    };
  return { call: callWith(apiKey), operate: callWith(adminKey) };
}
