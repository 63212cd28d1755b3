import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Foreign, plainText } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";
import { includes, type TypeChoice, type TypeNode, widerPattern } from "./type-tree.ts";

interface TreeProps {
  nodes: readonly TypeNode[];
  chosen: readonly string[];
  /** Whether branches are unfolded at first. */
  open: boolean;
  onAdd(pattern: string): void;
  onRemove(pattern: string): void;
}

interface TypeBranchesProps extends Omit<TreeProps, "open"> {
  group: string;
  /** The types are those that a search found. */
  searching: boolean;
  /** There are few types in all. */
  few: boolean;
}

/** The types of a group as a tree of checkboxes. Posthorn's own are folded, because few endpoints want them. */
export function TypeBranches({ group, searching, few, ...tree }: TypeBranchesProps): ReactNode {
  const own = tree.nodes.every(isOwn);
  const name = group || (own ? text("types.own") : "");
  const nodes = <Nodes {...tree} open={searching || (few && !own)} />;
  if (!name) return nodes;
  return (
    <fieldset>
      <legend className="small soft">
        <Foreign>{name}</Foreign>
      </legend>
      {nodes}
    </fieldset>
  );
}

const isOwn = (node: TypeNode): boolean =>
  node.is === "type" ? node.choice.builtIn === true : node.nodes.every(isOwn);

const Nodes = (tree: TreeProps): ReactNode => (
  <ul>
    {tree.nodes.map((node) =>
      node.is === "type" ? (
        <li key={node.choice.name}>
          <TypeBox {...tree} value={node.choice.name} label={node.label} choice={node.choice} />
        </li>
      ) : (
        <Branch key={node.pattern} {...tree} branch={node} />
      ),
    )}
  </ul>
);

function Branch({ branch, ...tree }: TreeProps & { branch: TypeNode & { is: "branch" } }): ReactNode {
  const [unfolded, setUnfolded] = useState<boolean>();
  const isOpen = unfolded ?? tree.open;
  const id = useId();
  const some = tree.chosen.some((pattern) => pattern !== branch.pattern && includes(branch.pattern, pattern));
  return (
    <li>
      <div className="type-branch">
        <button
          type="button"
          className="fold"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={text("types.fold", { types: plainText(branch.pattern) })}
          onClick={() => setUnfolded(!isOpen)}
        />
        <TypeBox {...tree} value={branch.pattern} label={branch.label} some={some} count={branch.count} />
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Nodes {...tree} nodes={branch.nodes} />}
      </div>
    </li>
  );
}

interface TypeBoxProps extends TreeProps {
  /** The type or the wildcard that the box stands for. */
  value: string;
  label: string;
  choice?: TypeChoice;
  /** Some types of the branch are chosen. */
  some?: boolean;
  /** How many types the branch has. */
  count?: number;
}

function TypeBox({ value, label, choice, some = false, count, chosen, onAdd, onRemove }: TypeBoxProps): ReactNode {
  const box = useRef<HTMLInputElement>(null);
  const isChosen = chosen.includes(value);
  const wider = widerPattern(chosen, value);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !isChosen && wider === undefined;
  }, [some, isChosen, wider]);
  return (
    <label className="type">
      <input
        ref={box}
        type="checkbox"
        checked={isChosen || wider !== undefined}
        disabled={wider !== undefined && !isChosen}
        onChange={() => (isChosen ? onRemove(value) : onAdd(value))}
      />
      <code title={plainText(value)}>
        <Foreign>{label}</Foreign>
      </code>
      <span className="small soft type-about">
        {count !== undefined && text("types.count", { count })}
        {choice?.deprecated && <span className="badge">{text("types.deprecated")}</span>}
        {choice?.description && <Foreign>{choice.description}</Foreign>}
      </span>
    </label>
  );
}
