import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { Announcement } from "../../components/announcement.tsx";
import { DangerZone } from "../../components/danger-zone.tsx";
import { Section } from "../../components/section.tsx";
import { listSameAs, type SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { AddKey } from "../keys/add-key.tsx";
import type { KeyDesk } from "../keys/key-desk.ts";
import { KeyList } from "../keys/key-list.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** The operator's own keys. Only the admin sees them. */
export function OperatorKeysPage(): ReactNode {
  const { api } = useConsole();
  const desk = operatorKeys(api);
  return (
    <SettingsFrame title={text("operatorKeys.title")} sameAs={desk.sameAs.list}>
      <p className="soft">{text("operatorKeys.text")}</p>
      <KeyList desk={desk} mayRevoke lost={text("operatorKeys.lost")} />
      <Section title={text("keys.new")}>
        <AddKey desk={desk} />
      </Section>
      <PreviousAdminKey />
    </SettingsFrame>
  );
}

const PATH = "/api/v1/operator-keys";

const operatorKeys = (api: ApiClient): KeyDesk => ({
  name: ["operator-keys"],
  list: (query, signal) => answered(api.GET(PATH, { params: { query }, signal })),
  create: (body) => answered(api.POST(PATH, { body })),
  revoke: (id) => answered<void>(api.DELETE("/api/v1/operator-keys/{id}", { params: { path: { id } } })),
  sameAs: {
    list: listSameAs(["operator-keys", "list"], PATH),
    create: (body) => ({
      command: ["operator-keys", "create", "--data", JSON.stringify(body)],
      request: { method: "POST", path: PATH, body },
    }),
    revoke: (id) => ({
      command: ["operator-keys", "revoke", id, "--yes"],
      request: { method: "DELETE", path: `${PATH}/${encodeURIComponent(id)}` },
    }),
  },
});

const SAME_AS_END: SameAs = {
  command: ["operator-keys", "end-previous-admin-key", "--yes"],
  request: { method: "DELETE", path: "/api/v1/admin-key/previous" },
};

/** After a rotation, the admin key before it works for another hour. */
function PreviousAdminKey(): ReactNode {
  const { api } = useConsole();
  const end = useMutation({ mutationFn: () => answered<void>(api.DELETE("/api/v1/admin-key/previous")) });
  return (
    <>
      <DangerZone
        title={text("adminKey.title")}
        help={text("adminKey.text")}
        action={text("adminKey.end")}
        question={text("adminKey.ask")}
        act={end}
        sameAs={SAME_AS_END}
      >
        <p>{text("adminKey.lost")}</p>
      </DangerZone>
      <Announcement>{end.isSuccess ? text("adminKey.ended") : undefined}</Announcement>
    </>
  );
}
