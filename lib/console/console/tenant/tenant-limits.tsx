import type { ReactNode } from "react";
import { Link } from "wouter";
import { Fact, Facts } from "../../components/facts.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { useSettings } from "../settings/use-settings.ts";

/** The limits that hold for every tenant. */
export function TenantLimits(): ReactNode {
  return (
    <Section title={text("limits.title")}>
      <QueryContent query={useSettings()}>
        {({ limits }) => (
          <Facts>
            <Fact name={text("limits.requests")}>{text("limits.perSecond", { count: limits.requestsPerSecond })}</Fact>
            <Fact name={text("limits.events")}>{text("limits.perSecond", { count: limits.eventsPerSecond })}</Fact>
            <Fact name={text("limits.endpoints")}>{text("app.number", { count: limits.subscriptions })}</Fact>
            <Fact name={text("limits.retries")}>
              {text("limits.retriesOf", { most: limits.maxRetries, count: limits.defaultRetries })}
            </Fact>
          </Facts>
        )}
      </QueryContent>
      <p className="small soft">
        {text("limits.where")} <Link href={consolePath("/settings")}>{text("limits.settings")}</Link>
      </p>
    </Section>
  );
}
