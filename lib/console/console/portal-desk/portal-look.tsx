import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Announcement } from "../../components/announcement.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { AccentField } from "./accent-field.tsx";
import { LogoField } from "./logo-field.tsx";
import { type Look, type LookDesk, type LookTexts, lookChange, lookTexts } from "./look-desk.ts";
import { ThemeField } from "./theme-field.tsx";

/** How the portal looks, and how to change that. */
export function LookOfPortal({ desk }: { desk: LookDesk }): ReactNode {
  const { mayChange } = useConsole();
  const query = useQuery({ queryKey: desk.name, queryFn: ({ signal }) => desk.read(signal) });
  return (
    <QueryContent query={query}>
      {(look) => (mayChange ? <EditedLook desk={desk} look={look} /> : <LookFacts look={look} />)}
    </QueryContent>
  );
}

const LookFacts = ({ look: { accent, theme, logo } }: { look: Look }): ReactNode => (
  <Facts>
    <Fact name={text("portalLook.accent")}>{accent ?? text("portalLook.notSet")}</Fact>
    <Fact name={text("portalLook.theme")}>{theme ? text(`portalTheme.${theme}`) : text("portalLook.notSet")}</Fact>
    <Fact name={text("portalLogo.label")}>
      {logo ? text("portalLogo.size", { width: logo.width, height: logo.height }) : text("portalLook.notSet")}
    </Fact>
  </Facts>
);

function EditedLook({ desk, look }: { desk: LookDesk; look: Look }): ReactNode {
  const [before, setBefore] = useState(look);
  const [fields, setFields] = useState(() => lookTexts(look));
  const change = (changes: Partial<LookTexts>) => setFields((now) => ({ ...now, ...changes }));
  const body = lookChange(before, fields);
  const changed = Object.keys(body).length > 0;
  const { question } = useLeaveWarning(changed);
  const save = useSaveLook(desk, (saved) => {
    setBefore(saved);
    setFields(lookTexts(saved));
  });
  return (
    <>
      <ActForm
        error={save.error}
        shown={["/accent", "/theme", "/logo"]}
        submit={text("form.edit.submit")}
        busy={save.isPending}
        idle={!changed}
        onSubmit={() => save.mutate(body)}
        sameAs={changed ? desk.sameAs.change(body) : desk.sameAs.read}
      >
        <div className="card form">
          <AccentField value={fields.accent} onChange={(accent) => change({ accent })} error={save.error} />
          <ThemeField value={fields.theme} onChange={(theme) => change({ theme })} error={save.error} />
          <LogoField look={before} value={fields.logo} onChange={(logo) => change({ logo })} error={save.error} />
        </div>
      </ActForm>
      <Announcement>{save.isSuccess && !changed ? text("portalLook.saved") : undefined}</Announcement>
      {question}
    </>
  );
}

function useSaveLook(desk: LookDesk, onSaved: (saved: Look) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: desk.change,
    onSuccess: (saved) => {
      queries.setQueryData(desk.name, saved);
      onSaved(saved);
    },
  });
}
