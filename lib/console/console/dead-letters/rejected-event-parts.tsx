import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";

export type ShownRejectedEvent = components["schemas"]["RejectedEventWithBody"];

/** Why an event was rejected, and its text. */
export function RejectedEventParts({ event }: { event: ShownRejectedEvent }): ReactNode {
  const { id, rejectedAt, reason, errors, tenantId, eventId, body } = event;
  const isKnown = !errors.some(({ path }) => path === "/detail/tenantId");
  return (
    <>
      <Facts>
        <Fact name={text("rejected.reason")}>
          <Foreign>{reason}</Foreign>
        </Fact>
        {errors.length > 0 && (
          <Fact name={text("rejected.errors")}>
            <ul className="bare">
              {errors.map(({ path, message }) => (
                <li key={path + message}>
                  <code>
                    <Foreign>{path}</Foreign>
                  </code>{" "}
                  <Foreign>{message}</Foreign>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact name={text("rejected.at")}>
          <Moment at={rejectedAt} exact />
        </Fact>
        <Fact name={text("rejected.ofTenant")}>
          {tenantId !== undefined && (
            <MaybeLink href={isKnown ? tenantPath(tenantId) : undefined}>
              <Foreign>{tenantId}</Foreign>
            </MaybeLink>
          )}
        </Fact>
        <Fact name={text("events.id")}>{eventId !== undefined && <Foreign>{eventId}</Foreign>}</Fact>
        <Fact name={text("rejected.id")}>
          <code>{id}</code>
        </Fact>
      </Facts>
      <Section title={text("rejected.body")}>
        {body === null ? (
          <p className="soft">{text("rejected.tooLarge")}</p>
        ) : (
          <CodeBlock label={text("rejected.body")} code={indentedJson(body)} copied={body} />
        )}
      </Section>
    </>
  );
}

const MaybeLink = ({ href, children }: { href: string | undefined; children: ReactNode }): ReactNode =>
  href === undefined ? children : <Link href={href}>{children}</Link>;
