import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { derivedTypePath } from "./catalog-paths.ts";
import { NEW_DERIVED } from "./derived-fields.ts";
import { DerivedForm } from "./derived-form.tsx";

/** Creates a derived type. */
export function NewDerivedTypePage(): ReactNode {
  const [, navigate] = useLocation();
  return (
    <PageFrame title={text("derived.newTitle")} summary={text("derived.newSummary")}>
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
