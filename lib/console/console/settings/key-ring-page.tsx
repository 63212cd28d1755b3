import type { ReactNode } from "react";
import { DangerZone } from "../../components/danger-zone.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { Moment } from "../../components/moment.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import type { SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { SettingsFrame } from "./settings-frame.tsx";
import { isChanging, type KeyRingAct, type ShownKeyRing, useKeyRing, useKeyRingAct } from "./use-key-ring.ts";

/** The keys that encrypt what is sealed, and how to replace them. */
export function KeyRingPage(): ReactNode {
  const { isAdmin } = useConsole();
  return (
    <SettingsFrame title={text("keyRing.title")} sameAs={SAME_AS}>
      <p className="soft">{text("keyRing.text")}</p>
      <QueryContent query={useKeyRing()}>
        {(ring) => (
          <>
            <KeyRingFacts ring={ring} />
            {isAdmin && usefulActs(ring).map((act) => <ActOnRing key={act} act={act} busy={isChanging(ring)} />)}
          </>
        )}
      </QueryContent>
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
      <Fact name={text("keyRing.keys")}>{keys && text("app.number", { count: keys.length })}</Fact>
      <Fact name={text("keyRing.progress")}>{progress && text("keyRing.progressOf", { ...progress })}</Fact>
      <Fact name={text("keyRing.unreadable")}>{progress?.unreadable || undefined}</Fact>
      <Fact name={text("keyRing.rotated")}>{at(rotatedAt)}</Fact>
      <Fact name={text("keyRing.started")}>{at(startedAt)}</Fact>
      <Fact name={text("keyRing.updated")}>{at(updatedAt)}</Fact>
      <Fact name={text("keyRing.finished")}>{at(finishedAt)}</Fact>
    </Facts>
  );
}

const usefulActs = ({ keys = [] }: ShownKeyRing): readonly KeyRingAct[] =>
  keys.length > 1 ? ["rotate", "drop-old-keys"] : ["rotate"];

const sameAsAct = (act: KeyRingAct): SameAs => ({
  command: ["key-ring", act, "--data", "{}", ...(act === "drop-old-keys" ? ["--yes"] : [])],
  request: { method: "POST", path: `/api/v1/key-ring/${act}`, body: {} },
});

interface ActOnRingProps {
  act: KeyRingAct;
  /** Posthorn is changing the key ring. */
  busy: boolean;
}

/** A change of the key ring, which goes on in the background. */
const ActOnRing = ({ act, busy }: ActOnRingProps): ReactNode => (
  <DangerZone
    title={text(`keyRingAct.${act}`)}
    help={text(`keyRingHelp.${act}`)}
    action={text(`keyRingAct.${act}`)}
    question={text(`keyRingAsk.${act}`)}
    act={useKeyRingAct(act)}
    dangerous={act === "drop-old-keys"}
    disabled={busy}
    sameAs={sameAsAct(act)}
    onDone={focusContent}
  >
    <p>{text(`keyRingHelp.${act}`)}</p>
  </DangerZone>
);
