import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { pageShowing } from "../page-showing.ts";
import type { NamedFinding } from "./use-find.ts";

/** A thing that was found. It leads to the thing's page. */
export const FoundRow = ({ thing }: { thing: NamedFinding }): ReactNode => (
  <Link href={pageShowing(thing) ?? consolePath("/events")} className="row">
    <FoundName thing={thing} />
    <span className="row-end">
      <span className="badge">{text(`found.${thing.type}`)}</span>
    </span>
  </Link>
);

/** What a thing is called, and whose it is. */
function FoundName({ thing: { id, name, url, about, tenantId } }: { thing: NamedFinding }): ReactNode {
  const known = name || url || about;
  const details = [...(known ? [id] : []), ...(tenantId ? [text("find.ofTenant", { id: tenantId })] : [])];
  return (
    <span className="row-text">
      <span className="row-title">
        <Foreign>{known || id}</Foreign>
      </span>
      <span className="small soft">
        <Foreign>{details.join(" · ")}</Foreign>
      </span>
    </span>
  );
}
