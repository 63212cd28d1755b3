import type { ReactNode } from "react";
import { Failure } from "../../components/failure.tsx";
import { Section } from "../../components/section.tsx";
import { Loading, Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { ReplayView } from "./replay-view.tsx";
import { useReplays } from "./use-replays.ts";

/** The latest replays of an endpoint, newest first. */
export function ReplayList({ endpointId }: { endpointId: string }): ReactNode {
  const { data, error, refetch } = useReplays(endpointId);
  return (
    <Section title={text("replays.title")}>
      {data?.data.length === 0 && <Nothing title={text("replays.empty.title")}>{text("replays.empty.text")}</Nothing>}
      {data && data.data.length > 0 && (
        <ul className="list plain" aria-label={text("replays.title")}>
          {data.data.map((replay) => (
            <li key={replay.id}>
              <ReplayView replay={replay} />
            </li>
          ))}
        </ul>
      )}
      {data?.next && <p className="small soft">{text("replays.more")}</p>}
      {error && !data && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </Section>
  );
}
