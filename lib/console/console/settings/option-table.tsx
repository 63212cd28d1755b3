import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { isTextId, text } from "../../texts/texts.ts";
import type { ShownSettings } from "./use-settings.ts";

type StackOption = ShownSettings["options"][number];

/** All options, with their values and defaults. */
export const OptionTable = ({ settings }: { settings: ShownSettings }): ReactNode => (
  <div className="card">
    <table className="table options">
      <thead>
        <tr>
          <th scope="col">{text("settings.option")}</th>
          <th scope="col">{text("settings.value")}</th>
          <th scope="col">{text("settings.default")}</th>
        </tr>
      </thead>
      <tbody>
        {settings.options.map((option) => (
          <OptionRow key={option.name} option={option} />
        ))}
      </tbody>
    </table>
  </div>
);

function OptionRow({ option }: { option: StackOption }): ReactNode {
  const { name, value, default: byDefault } = option;
  const meaning = `option.${name}`;
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        {isTextId(meaning) && <p className="small soft">{text(meaning)}</p>}
      </th>
      <td data-label={text("settings.value")}>
        <OptionValue value={value} /> {value !== byDefault && <span className="badge">{text("settings.changed")}</span>}
      </td>
      <td data-label={text("settings.default")} className="soft">
        <OptionValue value={byDefault} />
      </td>
    </tr>
  );
}

function OptionValue({ value }: { value: string | undefined }): ReactNode {
  if (value === undefined) return <span className="soft">{text("settings.unknown")}</span>;
  if (value === "") return <span className="soft">{text("settings.none")}</span>;
  return (
    <code>
      <Foreign>{value}</Foreign>
    </code>
  );
}
