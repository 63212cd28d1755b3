import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { derivedTypePath } from "./catalog-paths.ts";
import { NEW_DERIVED } from "./derived-fields.ts";
import { DerivedForm } from "./derived-form.tsx";

/** Creates a derived type. */
export function NewDerivedTypePage(): ReactNode {
  const { mayChange } = useConsole();
  const [, navigate] = useLocation();
  if (!mayChange) return <NoSuchPage />;
  return (
    <PageFrame
      title={text("derived.newTitle")}
      documentTitle={text("derived.newTitle")}
      summary={text("derived.newSummary")}
    >
      <DerivedForm
        first={NEW_DERIVED}
        exists={false}
        onSaved={({ name }, leave) => {
          leave();
          navigate(derivedTypePath(name));
        }}
      />
    </PageFrame>
  );
}
