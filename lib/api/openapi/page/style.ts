/** The page's only stylesheet. The page's content security policy admits it by its hash. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c2128; --soft: #59636e; --line: #d8dee4; --back: #fff; --side: #f6f8fa;
  --link: #0a58ca; --get: #0b6e4f; --post: #0a58ca; --patch: #9a6700; --delete: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --text: #e2e6ea; --soft: #9aa4ae; --line: #343b43; --back: #14181d;
  --side: #1b2027; --link: #79b0ff; --get: #4cc38a; --post: #79b0ff; --patch: #e0a93b; --delete: #ff8a80; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 18.5rem minmax(0, 1fr); color: var(--text);
  background: var(--back); font: 15px/1.55 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem 1rem 2rem; background: var(--side);
  border-right: 1px solid var(--line); font-size: 13.5px; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav a { color: inherit; text-decoration: none; display: block; padding: .14rem .25rem; border-radius: 4px; }
nav li a { display: grid; grid-template-columns: 3.4rem 1fr; align-items: baseline; }
nav a:hover { background: var(--line); }
nav .title { margin: 0 0 1rem; font-size: 1.1rem; font-weight: 650; }
nav .title a { display: inline; }
nav .title small { color: var(--soft); font-weight: 400; }
nav .tag { margin: .5rem 0 .1rem; font-weight: 650; }
nav .method { font-size: 10.5px; }
main { padding: 2rem clamp(1rem, 4vw, 4rem) 6rem; max-width: 76rem; }
h1 { margin: 0 0 1rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3.5rem 0 .5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.45rem; }
h3 { margin: 0 0 .35rem; font-size: 1.12rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.1rem 0 .3rem; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); }
p { margin: .4rem 0; max-width: 48rem; }
a { color: var(--link); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
p code, dd p code { padding: .05rem .25rem; border-radius: 4px; background: var(--side); overflow-wrap: anywhere; }
pre { margin: 0; padding: .75rem .9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--side);
  overflow-x: auto; }
.operation, .shape { padding: 1.4rem 0 1.5rem; border-bottom: 1px solid var(--line); }
.operation:target h3, .shape:target h3 { color: var(--link); }
.route { overflow-wrap: anywhere; }
.route code { background: none; padding: 0; font-size: 14px; }
.method { font: 600 12px/1.4 ui-monospace, Menlo, Consolas, monospace; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; align-items: start; }
.one { grid-template-columns: minmax(0, 48rem); }
.fields { margin: 0; border-top: 1px solid var(--line); }
.fields > div { padding: .4rem 0; border-bottom: 1px solid var(--line); }
dt code { font-weight: 600; }
dd { margin: 0; }
dd p { margin: .1rem 0; font-size: .93rem; }
.type { color: var(--soft); font-size: .88rem; margin-left: .3rem; }
.required { color: var(--delete); font-size: .8rem; margin-left: .3rem; }
.absent { color: var(--soft); font-size: .8rem; font-style: italic; margin-left: .3rem; }
.bounds { color: var(--soft); font-size: .86rem; }
.or { font-weight: 600; }
details { margin: .2rem 0; }
summary { cursor: pointer; }
dd details { padding-left: .9rem; border-left: 2px solid var(--line); font-size: .95rem; }
dd summary { color: var(--link); font-size: .88rem; }
.answer { margin: .25rem 0; max-width: none; }
p.answer { padding-left: 1.05rem; }
.answer .sides { margin: .5rem 0 .8rem 1.05rem; }
.status { font: 600 13px/1.4 ui-monospace, Menlo, Consolas, monospace; margin-right: .4rem; color: var(--soft); }
.answer a ~ .status { margin: 0; }
.s2, .s3 { color: var(--get); }
@media (max-width: 60rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 45vh; border-right: 0; border-bottom: 1px solid var(--line); }
  .sides { grid-template-columns: minmax(0, 1fr); gap: .75rem; }
}
`;
