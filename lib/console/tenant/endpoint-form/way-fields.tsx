import type { ReactNode } from "react";
import { CheckField } from "../../components/form/check-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import type { FormPart } from "./endpoint-form.tsx";

/** How deliveries reach the receiver, and in which order. The way and the order are chosen once. */
export function WayFields({ fields, change, error, exists }: FormPart): ReactNode {
  const { pull, ordered, orderingKey, verifyTls, active } = fields;
  return (
    <>
      <CheckField
        label={text("form.active.label")}
        help={text("form.active.help")}
        value={active}
        onChange={(value) => change({ active: value })}
        error={error}
        pointer="/active"
      />
      {!pull && (
        <CheckField
          label={text("form.verifyTls.label")}
          help={text("form.verifyTls.help")}
          value={verifyTls}
          onChange={(value) => change({ verifyTls: value })}
          error={error}
          pointer="/verifyTls"
        />
      )}
      <CheckField
        label={text("form.ordered.label")}
        help={text("form.ordered.help")}
        value={ordered}
        onChange={(value) => change({ ordered: value, ...(!value && { orderingKey: "" }) })}
        error={error}
        pointer="/ordered"
        disabled={exists}
      />
      {ordered && (
        <TextField
          label={text("form.orderingKey.label")}
          help={text("form.orderingKey.help")}
          placeholder={text("form.orderingKey.example")}
          value={orderingKey}
          onChange={(value) => change({ orderingKey: value })}
          error={error}
          pointer="/orderingKey"
          readOnly={exists}
          code
        />
      )}
      <CheckField
        label={text("form.pull.label")}
        help={text("form.pull.help")}
        value={pull}
        onChange={(value) => change({ pull: value })}
        error={error}
        pointer="/pull"
        disabled={exists}
      />
    </>
  );
}
