import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { momentText, text } from "../../texts/texts.ts";

interface RecoverPreviewProps {
  preview: components["schemas"]["ReplayPreview"];
  /** The replay is being started. */
  busy: boolean;
  onStart(): void;
}

/** What a replay would do, and the button that begins it. */
export function RecoverPreview({ preview, busy, onStart }: RecoverPreviewProps): ReactNode {
  const { count, earliest, latest, newlyMatching, noLongerMatching, complete } = preview;
  const total = count + newlyMatching;
  return (
    <div className="replay-preview notice">
      <p>
        <strong>{text(complete ? "recover.count" : "recover.countAtLeast", { count: total })}</strong>
      </p>
      {earliest && latest && (
        <p className="small">
          {text("recover.between", { earliest: momentText(earliest), latest: momentText(latest) })}
        </p>
      )}
      {newlyMatching > 0 && <p className="small">{text("recover.newlyMatching", { count: newlyMatching })}</p>}
      {noLongerMatching > 0 && <p className="small">{text("recover.noLongerMatching", { count: noLongerMatching })}</p>}
      {(total > 0 || !complete) && (
        <button type="button" className="button main" disabled={busy} onClick={onStart}>
          {text("recover.start")}
        </button>
      )}
    </div>
  );
}
