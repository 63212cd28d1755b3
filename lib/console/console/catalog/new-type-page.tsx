import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { typePath } from "./catalog-paths.ts";
import { NEW_TYPE_FIELDS } from "./type-fields.ts";
import { TypeForm } from "./type-form.tsx";

/** Creates an event type. */
export function NewTypePage(): ReactNode {
  const [, navigate] = useLocation();
  return (
    <PageFrame title={text("types.newTitle")} summary={text("types.newSummary")}>
      <TypeForm
        first={NEW_TYPE_FIELDS}
        exists={false}
        onSaved={({ name }, leave) => {
          leave();
          navigate(typePath(name));
        }}
      />
    </PageFrame>
  );
}
