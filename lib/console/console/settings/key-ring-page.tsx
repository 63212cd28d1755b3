import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Failure } from "../../components/failure.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { Moment } from "../../components/moment.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import type { SameAs } from "../../components/site.ts";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { SettingsFrame } from "./settings-frame.tsx";
import { isChanging, type KeyRingAct, type ShownKeyRing, useKeyRing, useKeyRingAct } from "./use-key-ring.ts";

/** The keys that encrypt what is sealed, and how to replace them. */
export function KeyRingPage(): ReactNode {
  const { isAdmin } = useConsole();
  const { data, error, refetch } = useKeyRing();
  return (
    <SettingsFrame title={text("keyRing.title")} sameAs={SAME_AS}>
      <p className="soft">{text("keyRing.text")}</p>
      {data && <KeyRingFacts ring={data} />}
      {data && isAdmin && <KeyRingActs ring={data} />}
      {error && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </SettingsFrame>
  );
}

const SAME_AS: SameAs = { command: ["key-ring", "show"], request: { method: "GET", path: "/api/v1/key-ring" } };

function KeyRingFacts({ ring }: { ring: ShownKeyRing }): ReactNode {
  const { state, currentKey, keys, progress, rotatedAt, startedAt, updatedAt, finishedAt } = ring;
  const at = (moment: string | undefined) => moment && <Moment at={moment} />;
  return (
    <Facts>
      <Fact name={text("keyRing.state")}>
        <span role="status">{text(`keyRingState.${state}`)}</span>
      </Fact>
      <Fact name={text("keyRing.current")}>{currentKey && <code>{currentKey}</code>}</Fact>
      <Fact name={text("keyRing.keys")}>{keys && text("limits.number", { count: keys.length })}</Fact>
      <Fact name={text("keyRing.progress")}>{progress && text("keyRing.progressOf", { ...progress })}</Fact>
      <Fact name={text("keyRing.unreadable")}>{progress?.unreadable || undefined}</Fact>
      <Fact name={text("keyRing.rotated")}>{at(rotatedAt)}</Fact>
      <Fact name={text("keyRing.started")}>{at(startedAt)}</Fact>
      <Fact name={text("keyRing.updated")}>{at(updatedAt)}</Fact>
      <Fact name={text("keyRing.finished")}>{at(finishedAt)}</Fact>
    </Facts>
  );
}

const ACTS: readonly KeyRingAct[] = ["rotate", "drop-old-keys"];

const sameAsAct = (act: KeyRingAct): SameAs => ({
  command: ["key-ring", act, "--data", "{}", ...(act === "drop-old-keys" ? ["--yes"] : [])],
  request: { method: "POST", path: `/api/v1/key-ring/${act}`, body: {} },
});

/** Each begins something that goes on in the background. */
function KeyRingActs({ ring }: { ring: ShownKeyRing }): ReactNode {
  const [asked, setAsked] = useState<KeyRingAct>();
  const begin = useKeyRingAct(() => {
    flushSync(() => setAsked(undefined));
    focusContent();
  });
  const ask = (act: KeyRingAct) => {
    begin.reset();
    setAsked(act);
  };
  const busy = isChanging(ring);
  const isUseful = (act: KeyRingAct) => act === "rotate" || (ring.keys ?? []).length > 1;
  return (
    <>
      {ACTS.filter(isUseful).map((act) => (
        <section key={act} className="card danger-zone">
          <div>
            <h2>{text(`keyRingAct.${act}`)}</h2>
            <p className="small soft">{text(`keyRingHelp.${act}`)}</p>
          </div>
          <span className="buttons">
            <button type="button" className="button" disabled={busy} onClick={() => ask(act)}>
              {text(`keyRingAct.${act}`)}
            </button>
            <SameAsHere {...sameAsAct(act)} />
          </span>
        </section>
      ))}
      {asked && (
        <ConfirmDialog
          title={text(`keyRingAsk.${asked}`)}
          action={text(`keyRingAct.${asked}`)}
          dangerous={asked === "drop-old-keys"}
          busy={begin.isPending}
          error={begin.error}
          onConfirm={() => begin.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{text(`keyRingHelp.${asked}`)}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
