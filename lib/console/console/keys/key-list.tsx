import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { usePages } from "../../client/use-pages.ts";
import { Announcement } from "../../components/announcement.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { plainText } from "../../components/foreign.tsx";
import { PageList } from "../../components/page-list.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import type { KeyDesk, KnownKey } from "./key-desk.ts";
import { KeyRow } from "./key-row.tsx";

interface KeyListProps {
  desk: KeyDesk;
  mayRevoke: boolean;
  /** What a revoked key could do. */
  lost: string;
}

/** The keys that exist, and how to revoke them. */
export function KeyList({ desk, mayRevoke, lost }: KeyListProps): ReactNode {
  const pages = usePages<KnownKey>({ key: desk.name, read: desk.list });
  const [asked, setAsked] = useState<KnownKey>();
  const [revoked, setRevoked] = useState<string>();
  const revoke = useRevoke(desk, ({ name }) => {
    flushSync(() => {
      setAsked(undefined);
      setRevoked(plainText(name));
    });
    focusContent();
  });
  const ask = (key: KnownKey) => {
    if (!revoke.isPending) revoke.reset();
    setAsked(key);
  };
  return (
    <>
      <Announcement>{revoked === undefined ? undefined : text("keys.revoked", { name: revoked })}</Announcement>
      <PageList
        label={text("keys.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(key) => <KeyRow shown={key} onRevoke={mayRevoke ? () => ask(key) : undefined} />}
        nothing={<Nothing title={text("keys.none")} />}
      />
      {asked && (
        <ConfirmDialog
          title={text("keys.ask", { name: plainText(asked.name) })}
          action={text("keys.revoke")}
          dangerous
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{lost}</p>
          <p>{text("keys.askFinal")}</p>
          <SameAsHere {...desk.sameAs.revoke(asked.id)} />
        </ConfirmDialog>
      )}
    </>
  );
}

function useRevoke(desk: KeyDesk, onRevoked: (key: KnownKey) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: KnownKey) => desk.revoke(id),
    onSuccess: async (_answer, key) => {
      await queries.invalidateQueries({ queryKey: desk.name });
      onRevoked(key);
    },
  });
}
