import type { ReactNode } from "react";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { ReplayView } from "./replay-view.tsx";
import { useReplays, type WebhookReplay } from "./use-replays.ts";

/** The latest replays of an endpoint, newest first. */
export function ReplayList({ endpointId }: { endpointId: string }): ReactNode {
  return (
    <Section title={text("replays.title")}>
      <QueryContent query={useReplays(endpointId)}>
        {({ data, next }) => (
          <>
            <Replays replays={data} />
            {next && <p className="small soft">{text("replays.more")}</p>}
          </>
        )}
      </QueryContent>
    </Section>
  );
}

const Replays = ({ replays }: { replays: readonly WebhookReplay[] }): ReactNode =>
  replays.length === 0 ? (
    <Nothing title={text("replays.empty.title")}>{text("replays.empty.text")}</Nothing>
  ) : (
    <ul className="list plain" aria-label={text("replays.title")}>
      {replays.map((replay) => (
        <li key={replay.id}>
          <ReplayView replay={replay} />
        </li>
      ))}
    </ul>
  );
