import type { ReactNode } from "react";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { RowText } from "../../components/row-text.tsx";
import { text } from "../../texts/texts.ts";
import type { KnownKey } from "./key-desk.ts";

interface KeyRowProps {
  shown: KnownKey;
  /** Absent for those who may not revoke it. */
  onRevoke: (() => void) | undefined;
}

/** A key, without the key itself. */
export function KeyRow({ shown, onRevoke }: KeyRowProps): ReactNode {
  const { id, name, role, createdAt, expiresAt } = shown;
  return (
    <div className="row">
      <RowText title={<Foreign>{name}</Foreign>}>
        {text(`keyRole.${role}`)} · {expiresAt ? text("keys.expiresAt") : text("keys.noExpiry")}{" "}
        {expiresAt && <Moment at={expiresAt} />}
      </RowText>
      <span className="row-end">
        <span className="row-wide small soft">
          <code>{id}</code> · {text("keys.createdAt")} <Moment at={createdAt} />
        </span>
        {onRevoke && (
          <button
            type="button"
            className="button small"
            aria-label={text("keys.revokeOne", { name: plainText(name) })}
            onClick={onRevoke}
          >
            {text("keys.revoke")}
          </button>
        )}
      </span>
    </div>
  );
}
