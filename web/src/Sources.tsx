// Every file of the year with what became of its rows; each opens the figures that it touches.
import { usePage } from "./context";
import { figuresOf, shortDigest } from "./data";
import { type Column, MadeUp, Table } from "./parts";

export function Sources({ shown }: { shown: number[] }) {
  const page = usePage();
  const { data, language, number, say, word, openFile } = page;
  const counted = data.files.every((file) => file.rows);
  const columns: Column[] = [[word("file")], ["sha256"], [word("export")], [word("system")]];
  if (counted) {
    for (const one of ["landed", "used", "excluded", "quarantined"]) columns.push([word(one), "number"]);
  }
  columns.push([word("figures"), "number"]);
  const rows = shown.map((index) => {
    const file = data.files[index]!;
    const counts = file.rows ? [file.rows.landed, file.rows.used, file.rows.excluded, file.rows.quarantined] : [];
    return [
      <button type="button" class="link" onClick={() => openFile(index)}>
        {file.name}
      </button>,
      <code>{shortDigest(file)}</code>,
      file.feeds.map((feed) => (data.exports[feed.export] ? say(data.exports[feed.export]!) : feed.export)).join(", "),
      file.system,
      ...counts.map(number),
      number(figuresOf(data, index).length),
    ];
  });
  return (
    <article class="sources" lang={language}>
      <h1>{word("sources_title")}</h1>
      <p class="marks">
        <MadeUp />
      </p>
      <p class="lead">{word(counted ? "sources_intro" : "counts_hidden")}</p>
      {data.files.length === 0 ? (
        <p>{word("no_sources")}</p>
      ) : (
        <Table name={word("sources_title")} columns={columns} rows={rows} />
      )}
    </article>
  );
}
