import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import type { SameAs } from "../../components/site.ts";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import { deployCommand } from "./deploy-command.ts";
import { OptionTable } from "./option-table.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { type ShownSettings, useSettings } from "./use-settings.ts";

/** The stack as it was deployed. */
export function SettingsPage(): ReactNode {
  return (
    <SettingsFrame title={text("settings.stack")} sameAs={SAME_AS}>
      <QueryContent query={useSettings()}>{(settings) => <DeployedStack settings={settings} />}</QueryContent>
    </SettingsFrame>
  );
}

const SAME_AS: SameAs = { command: ["settings"], request: { method: "GET", path: "/api/v1/settings" } };

const DeployedStack = ({ settings }: { settings: ShownSettings }): ReactNode => (
  <>
    <Facts>
      <Fact name={text("settings.version")}>{settings.version}</Fact>
      <Fact name={text("settings.region")}>{settings.region}</Fact>
      <Fact name={text("settings.apiHost")}>
        <Foreign>{settings.hosts.api}</Foreign>
      </Fact>
      <Fact name={text("settings.consoleHost")}>
        <Foreign>{settings.hosts.console}</Foreign>
      </Fact>
      <Fact name={text("limits.retries")}>
        <Retries settings={settings} />
      </Fact>
    </Facts>
    <Section title={text("settings.options")}>
      <DeployCommand command={deployCommand(settings)} />
      <OptionTable settings={settings} />
    </Section>
  </>
);

function DeployCommand({ command }: { command: string | undefined }): ReactNode {
  if (command === undefined) return <p className="soft">{text("settings.optionsUnknown")}</p>;
  return (
    <>
      <p className="soft">{text("settings.optionsHelp")}</p>
      <CodeBlock label={text("settings.deploy")} code={command} />
    </>
  );
}

/** How often, and for how long, a delivery is tried again. */
function Retries({ settings: { limits } }: { settings: ShownSettings }): ReactNode {
  const { defaultRetries, maxRetries, defaultRetrySeconds, maxRetrySeconds } = limits;
  const says = (count: number, seconds: number | undefined) =>
    seconds === undefined
      ? text("app.number", { count })
      : text("settings.retriesIn", { count, time: spanText(seconds * 1_000) });
  return text("settings.retries", {
    usual: says(defaultRetries, defaultRetrySeconds),
    most: says(maxRetries, maxRetrySeconds),
  });
}
