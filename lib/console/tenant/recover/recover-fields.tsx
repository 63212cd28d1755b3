import { type ReactNode, useState } from "react";
import { isTimeRange, startOfRange, TIME_RANGES } from "../../client/time-range.ts";
import { ActFailure } from "../../components/failure.tsx";
import { CheckField } from "../../components/form/check-field.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { errorsAt, Field, FieldErrors } from "../../components/form/field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { TimeField } from "../../components/form/time-field.tsx";
import { text } from "../../texts/texts.ts";
import { useTypeNames } from "../events/use-type-names.ts";
import { useTenant } from "../tenant-context.ts";
import { REPLAYABLE_STATES } from "./recover-path.ts";
import { namesIn, type ReplayWish } from "./replay-wish.ts";

interface RecoverFieldsProps {
  wish: ReplayWish;
  /** What the API said about them. */
  error: unknown;
  onChange(changed: Partial<ReplayWish>): void;
}

/** Which deliveries to send again. */
export function RecoverFields({ wish, error, onChange }: RecoverFieldsProps): ReactNode {
  const { can } = useTenant();
  return (
    <>
      <div className="filter-bar">
        <RangeField wish={wish} onChange={onChange} />
        <TimeField
          label={text("recover.since")}
          value={wish.since}
          errors={errorsAt(error, "/since")}
          required
          onChange={(since) => onChange({ since })}
        />
        <TimeField
          label={text("recover.until")}
          help={text("recover.untilHelp")}
          value={wish.until}
          errors={errorsAt(error, "/until")}
          onChange={(until) => onChange({ until })}
        />
      </div>
      <StatesField wish={wish} error={error} onChange={onChange} />
      <TypesField wish={wish} error={error} onChange={onChange} />
      {can("viewPayload") && (
        <TextField
          label={text("recover.filter")}
          help={text("recover.filterHelp")}
          code
          value={wish.filter}
          onChange={(filter) => onChange({ filter })}
          error={error}
          pointer="/filter"
        />
      )}
      <CheckField
        label={text("recover.unmatched")}
        help={text("recover.unmatchedHelp")}
        value={wish.unmatched !== ""}
        onChange={(unmatched) => onChange({ unmatched: unmatched ? "1" : "" })}
        error={error}
        pointer="/includeUnmatched"
      />
      <ActFailure error={error} exceptFields />
    </>
  );
}

/** Fills in a time that ends now. It shows the range until somebody changes the times. */
function RangeField({ wish, onChange }: Omit<RecoverFieldsProps, "error">): ReactNode {
  const [chosen, setChosen] = useState({ range: "", since: "" });
  const choose = (range: string) => {
    if (!isTimeRange(range)) return;
    const since = startOfRange(range);
    setChosen({ range, since });
    onChange({ since, until: "" });
  };
  return (
    <ChoiceField
      label={text("time.label")}
      value={chosen.since === wish.since && wish.until === "" ? chosen.range : ""}
      choices={[["", text("time.custom")], ...TIME_RANGES.map((range) => [range, text(`time.${range}`)] as const)]}
      onChange={choose}
    />
  );
}

function StatesField({ wish, error, onChange }: RecoverFieldsProps): ReactNode {
  const chosen = namesIn(wish.states);
  const toggle = (state: string) =>
    onChange({
      states: (chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state]).join(","),
    });
  return (
    <fieldset>
      <legend>{text("recover.states")}</legend>
      <div className="state-boxes">
        {REPLAYABLE_STATES.map((state) => (
          <label key={state}>
            <input type="checkbox" checked={chosen.includes(state)} onChange={() => toggle(state)} />{" "}
            {text(`deliveryState.${state}`)}
          </label>
        ))}
      </div>
      {chosen.includes("held") && <p className="small soft">{text("recover.heldHelp")}</p>}
      <FieldErrors errors={errorsAt(error, "/states")} />
    </fieldset>
  );
}

function TypesField({ wish, error, onChange }: RecoverFieldsProps): ReactNode {
  const names = useTypeNames();
  return (
    <Field label={text("recover.types")} help={text("recover.typesHelp")} errors={errorsAt(error, "/types")}>
      {(input) => (
        <>
          <input
            {...input}
            className="input"
            value={wish.types}
            list={`${input.id}-list`}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ types: target.value })}
          />
          <datalist id={`${input.id}-list`}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
