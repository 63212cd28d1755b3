import type { ReactNode } from "react";
import { Link } from "wouter";
import { CopiedValue } from "../../components/copied-value.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";
import type { WebhookEndpoint } from "./use-endpoint.ts";

/** A summary of an endpoint's settings, and a link to change them. */
export function EndpointSettings({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { can, operator } = useTenant();
  const { id, url, description, events, filter, timeoutSeconds, maxRetries, rateLimit, verifyTls, ordered } = endpoint;
  const headers = Object.keys(endpoint.headers);
  return (
    <Section
      title={text("endpoint.settings")}
      actions={
        <span className="part-links">
          {operator && <Link href={operator.changesOf(id)}>{text("endpoint.changes")}</Link>}
          {can("manage") && <Link href={endpointPath(id, "edit")}>{text("endpoint.edit")}</Link>}
        </span>
      }
    >
      <Facts>
        <Fact name={text("endpoint.url")}>{url ? <Foreign>{url}</Foreign> : text("endpoints.pull")}</Fact>
        <Fact name={text("endpoint.description")}>{description && <Foreign>{description}</Foreign>}</Fact>
        <Fact name={text("endpoint.events")}>
          <Foreign>{events.join(", ")}</Foreign>
        </Fact>
        <Fact name={text("endpoint.filter")}>
          {filter && (
            <code>
              <Foreign>{filter}</Foreign>
            </code>
          )}
        </Fact>
        <Fact name={text("endpoint.headers")}>
          {headers.length > 0 ? <Foreign>{headers.join(", ")}</Foreign> : undefined}
        </Fact>
        <Fact name={text("endpoint.sending")}>
          {[
            text("endpoint.timeout", { seconds: timeoutSeconds }),
            text("endpoint.retries", { count: maxRetries }),
            rateLimit && text("endpoint.rateLimit", { perSecond: rateLimit.perSecond }),
            ordered && text("endpoint.ordered"),
            !verifyTls && text("endpoint.noTls"),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Fact>
        <Fact name={text("endpoint.created")}>
          <Moment at={endpoint.createdAt} />
        </Fact>
        <Fact name={text("endpoint.id")}>
          <CopiedValue value={id} what={text("endpoint.copyId")} />
        </Fact>
      </Facts>
    </Section>
  );
}
