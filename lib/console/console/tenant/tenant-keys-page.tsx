import type { ReactNode } from "react";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { listSameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { AddKey } from "../keys/add-key.tsx";
import type { KeyDesk } from "../keys/key-desk.ts";
import { KeyList } from "../keys/key-list.tsx";
import { tenantApiPath } from "../tenants/tenant-requests.ts";

/** The keys of a tenant. */
export function TenantKeysPage({ tenantId }: { tenantId: string }): ReactNode {
  const { api, mayChange } = useConsole();
  const desk = tenantKeys(api, tenantId);
  const title = text("keys.title");
  return (
    <PageFrame title={title} summary={text("tenantKeys.text")} sameAs={desk.sameAs.list}>
      <KeyList desk={desk} mayRevoke={mayChange} lost={text("tenantKeys.lost")} />
      {mayChange && (
        <Section title={text("keys.new")}>
          <AddKey desk={desk} />
        </Section>
      )}
    </PageFrame>
  );
}

function tenantKeys(api: ApiClient, id: string): KeyDesk {
  const path = { id };
  const apiPath = tenantApiPath(id, "/api-keys");
  return {
    name: ["keys"],
    list: (query, signal) => answered(api.GET("/api/v1/tenants/{id}/api-keys", { params: { path, query }, signal })),
    create: (body) => answered(api.POST("/api/v1/tenants/{id}/api-keys", { params: { path }, body })),
    revoke: (keyId) =>
      answered<void>(api.DELETE("/api/v1/tenants/{id}/api-keys/{keyId}", { params: { path: { id, keyId } } })),
    sameAs: {
      list: listSameAs(["keys", "list", id], apiPath),
      create: (body) => ({
        command: ["keys", "create", id, "--data", JSON.stringify(body)],
        request: { method: "POST", path: apiPath, body },
      }),
      revoke: (keyId) => ({
        command: ["keys", "revoke", id, keyId, "--yes"],
        request: { method: "DELETE", path: `${apiPath}/${encodeURIComponent(keyId)}` },
      }),
    },
  };
}
