import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { useLocation, useSearch } from "wouter";
import { isUnauthorized } from "../../client/problem.ts";
import { Alone } from "../../components/alone.tsx";
import { failureText } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import type { OpenConsole, SignInReason } from "./open-console.ts";
import { oidcStart, readSignInOptions } from "./session-requests.ts";

/** Signs a person in with a key, or with the identity provider. */
export function SignInPage({ console, reason }: { console: OpenConsole; reason: SignInReason }): ReactNode {
  const options = useQuery({ queryKey: ["sign-in-options"], queryFn: readSignInOptions });
  return (
    <Alone title={text("signIn.title")}>
      <Reason reason={reason} />
      {options.data?.oidc && <IdentityProvider />}
      <KeyForm console={console} />
    </Alone>
  );
}

function Reason({ reason }: { reason: SignInReason }): ReactNode {
  if (reason.because === "over") return <p className="notice">{text("signIn.over")}</p>;
  if (reason.because === "link-used") return <p className="notice bad">{text("signIn.refusedCode")}</p>;
  if (reason.because === "oidc") return <p className="notice bad">{oidcText(reason.error)}</p>;
  return null;
}

/** Anyone can make a link with a `#error=…`, so it only chooses one of our texts. */
const oidcText = (error: string): string => text(isOidcError(error) ? `signIn.oidc.${error}` : "signIn.oidc.failed");

const OIDC_ERRORS = ["no-role", "access_denied", "expired"] as const;

const isOidcError = (error: string): error is (typeof OIDC_ERRORS)[number] =>
  OIDC_ERRORS.some((known) => known === error);

function IdentityProvider(): ReactNode {
  const [path] = useLocation();
  const search = useSearch();
  const next = `/console${path}${search && `?${search}`}`;
  return (
    <>
      <a className="button main" href={oidcStart(next)}>
        {text("signIn.oidc")}
      </a>
      <p className="or">{text("signIn.or")}</p>
    </>
  );
}

function KeyForm({ console }: { console: OpenConsole }): ReactNode {
  const id = useId();
  const { mutate, error, isPending } = useMutation({ mutationFn: console.signIn });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ key: String(new FormData(event.currentTarget).get("key")).trim() });
      }}
    >
      <div className="field">
        <label htmlFor={id}>{text("signIn.key")}</label>
        <input
          id={id}
          name="key"
          type="password"
          className="input mono"
          autoComplete="current-password"
          required
          aria-describedby={`${id}-help`}
        />
        <span id={`${id}-help`} className="small soft">
          {text("signIn.text")}
        </span>
      </div>
      {error && (
        <p className="notice bad" role="alert">
          {isUnauthorized(error) ? text("signIn.refused") : <Foreign>{failureText(error)}</Foreign>}
        </p>
      )}
      <button type="submit" className="button main" disabled={isPending}>
        {isPending ? text("signIn.working") : text("signIn.submit")}
      </button>
    </form>
  );
}
