import type { ReactNode } from "react";
import { Failure } from "../../components/failure.tsx";
import { Loading, Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { FoundRow } from "./found-row.tsx";
import { useFind } from "./use-find.ts";

/** What an id names. */
export function FoundThings({ id }: { id: string }): ReactNode {
  const { data, error, refetch } = useFind(id);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Loading />;
  const { data: things, complete } = data;
  return (
    <>
      {things.length > 0 ? (
        <ul className="list found" aria-label={text("find.found")}>
          {things.map((thing) => (
            <li key={`${thing.type} ${thing.tenantId} ${thing.id}`}>
              <FoundRow thing={thing} />
            </li>
          ))}
        </ul>
      ) : (
        <Nothing title={text("find.nothing.title")}>{text("find.nothing.text")}</Nothing>
      )}
      {!complete && <p className="notice">{text("find.incomplete")}</p>}
    </>
  );
}
