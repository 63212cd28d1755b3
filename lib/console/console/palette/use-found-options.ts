import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { type NamedFinding, useFind } from "../events/use-find.ts";
import { pageShowing } from "../page-showing.ts";
import type { OptionSource, PaletteOption } from "./use-palette-options.ts";

/** The ids that Posthorn makes: with a prefix, as a ULID, as a hash of a receiver's header, and those of keys. */
const LIKE_AN_ID =
  /^((sub|evt|rpl|alr|rej|tdl)_[0-9A-Z]{26}|dlv_[0-9A-Z]{26}_[0-9A-Z]{26}|[0-7][0-9A-Z]{25}|[0-9a-f]{64}|[\w-]+-[0-9a-f]{8})$/;

/** What an id names, if it looks like one that Posthorn makes. */
export function useFoundOptions(typed: string): OptionSource {
  const { data, isLoading, isError } = useFind(LIKE_AN_ID.test(typed) ? typed : "");
  return {
    groups: data && data.data.length > 0 ? [{ title: "palette.ids", options: data.data.map(optionOf) }] : [],
    busy: isLoading,
    failed: isError,
  };
}

function optionOf(thing: NamedFinding): PaletteOption {
  const { type, id, name, url, about, tenantId } = thing;
  const known = name || url || about;
  const details = [text(`found.${type}`), ...(known ? [id] : []), ...(tenantId ? [tenantId] : [])];
  return { title: known || id, details, href: pageShowing(thing) ?? consolePath("/events") };
}
