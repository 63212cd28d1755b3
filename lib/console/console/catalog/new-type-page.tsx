import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { typePath } from "./catalog-paths.ts";
import { NEW_TYPE_FIELDS } from "./type-fields.ts";
import { TypeForm } from "./type-form.tsx";

/** Creates an event type. */
export function NewTypePage(): ReactNode {
  const { mayChange } = useConsole();
  const [, navigate] = useLocation();
  if (!mayChange) return <NoSuchPage />;
  return (
    <PageFrame title={text("types.newTitle")} documentTitle={text("types.newTitle")} summary={text("types.newSummary")}>
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
