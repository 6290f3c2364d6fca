/** The style sheet of a report: light or dark as the reader's system is, and for narrow windows, too. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1c2024; --soft: #5c6670; --line: #d9dee3; --panel: #f5f7f9;
  --severe: #b42318; --note: #8a5a00; --a: #3b6fb6; --b: #7fa8db; --c: #1f3f6e; --d: #b9c2cb; --heat: #b4371f; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --text: #e4e8ec; --soft: #9aa5b0; --line: #30363d;
  --panel: #1c2125; --severe: #ff8a7a; --note: #e8b659; --a: #5b93de; --b: #9cc3f5; --c: #3663a3; --d: #4b545d; --heat: #ff8a5c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .3rem 0; } .soft, figcaption { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .7rem; margin: 1rem 0; padding: 0; }
.facts div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; }
.facts b { display: block; font-size: 1.25rem; } .facts .severe b { color: var(--severe); } .facts .note b { color: var(--note); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { padding: .25rem .6rem .25rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } td:first-child, th:first-child { text-align: left; white-space: normal; min-width: 6rem; }
td.wide { width: 40%; min-width: 9rem; } td.words { text-align: left; white-space: normal; min-width: 12rem; }
.bar { display: block; width: 100%; height: .9rem; } .heat { width: min(100%, 20rem); border: 1px solid var(--line); display: block; }
.heat rect { fill: var(--heat); } rect.small, rect.before, rect.partly { fill: var(--b); }
rect.medium, rect.kept, rect.images, rect.objects { fill: var(--a); } rect.large { fill: var(--c); }
rect.dropped { fill: var(--heat); } rect.added, rect.other { fill: var(--d); }
.legend { display: flex; flex-wrap: wrap; gap: 1rem; color: var(--soft); } .legend i { display: inline-block; width: .8rem; height: .8rem;
  margin-right: .35rem; vertical-align: -.1rem; border-radius: 2px; }
i.small, i.before, i.partly { background: var(--b); } i.medium, i.kept { background: var(--a); } i.large { background: var(--c); }
i.dropped { background: var(--heat); } i.added, i.other { background: var(--d); }
.kind { border: 1px solid var(--line); border-left: 4px solid var(--note); border-radius: 6px; padding: .7rem .9rem; margin: .8rem 0; }
.kind.severe { border-left-color: var(--severe); } .kind ul { margin: .6rem 0 0; padding: 0; list-style: none; }
.kind li { padding: .45rem 0; border-top: 1px solid var(--line); }
.shots { display: flex; flex-wrap: wrap; gap: .6rem; } figure { margin: .3rem 0; max-width: min(10rem, 44%); }
figure img { display: block; max-width: 100%; border: 1px solid var(--line); border-radius: 3px; } figcaption { font-size: .8rem; }
`;
