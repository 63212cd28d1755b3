import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { Focused } from "../../components/focused.tsx";
import { Section } from "../../components/section.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import type { linkBody } from "./link-fields.ts";
import { LinkForm } from "./link-form.tsx";

/** Makes a link to the portal, and shows it. */
export function PortalLink({ tenantId }: { tenantId: string }): ReactNode {
  const { api } = useConsole();
  const make = useMutation({
    gcTime: 0,
    mutationFn: (body: ReturnType<typeof linkBody>) =>
      answered(api.POST("/api/v1/tenants/{id}/portal-links", { params: { path: { id: tenantId } }, body })),
  });
  const again = () => {
    make.reset();
    focusContent();
  };
  return (
    <Section title={text("portalLink.title")}>
      <p className="soft">{text("portalLink.text")}</p>
      {make.data ? (
        <MadeLink link={make.data} onAgain={again} />
      ) : (
        <LinkForm tenantId={tenantId} error={make.error} busy={make.isPending} onMake={make.mutate} />
      )}
    </Section>
  );
}

interface MadeLinkProps {
  link: components["schemas"]["PortalLink"];
  onAgain(): void;
}

const MadeLink = ({ link, onAgain }: MadeLinkProps): ReactNode => (
  <Focused className="card form" label={text("portalLink.madeLink")}>
    <p className="notice good" role="status">
      {text("portalLink.made", { until: momentText(link.expiresAt) })}
    </p>
    <CodeBlock label={text("portalLink.link")} code={link.url} />
    <div className="buttons">
      <button type="button" className="button" onClick={onAgain}>
        {text("portalLink.again")}
      </button>
    </div>
  </Focused>
);
