// The passport of one file: where it is from, what became of its rows, which figures it touches.
import { usePage } from "./context";
import { baseName, figuresOf } from "./data";
import { Lineage } from "./Lineage";
import { PANEL_TITLE } from "./Panel";
import { Copyable, Facts, MadeUp, Section, Table } from "./parts";
import { wayFrom } from "./ways";

export function FilePassport({ index }: { index: number }) {
  const page = usePage();
  const { data, number, say, word, openFigure } = page;
  const file = data.files[index]!;
  const figures = figuresOf(data, index);
  return (
    <>
      <div class="panel-head">
        <p class="kind">{word("file")}</p>
        <h2 id={PANEL_TITLE} tabIndex={-1}>
          {baseName(file)}
        </h2>
        <p class="marks">
          <MadeUp />
        </p>
        <Facts
          rows={[
            [word("file"), <Copyable text={file.name} />],
            ["sha256", <code class="digest">{file.sha256}</code>],
            [word("system"), file.system],
            [word("owner"), file.owner],
            [word("export"), file.feeds.map((one) => nameOf(page, one.export)).join(", ")],
          ]}
        />
        {file.rows && (
          <ul class="tiles">
            {(["landed", "used", "excluded", "quarantined"] as const).map((one) => (
              <li>
                <strong class="digits">{number(file.rows![one])}</strong> {word(one)}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Section title={word("touches")}>
        {figures.length === 0 ? (
          <p>{word("touches_none")}</p>
        ) : (
          <>
            <Lineage way={wayFrom(page, index)} />
            <ul class="touched">
              {figures.map((figure) => (
                <li>
                  <button type="button" class="link" onClick={() => openFigure(figure.id)}>
                    {say(figure.label)}
                  </button>{" "}
                  <span class="digits">{say(figure.printed)}</span> <small>{say(figure.unit)}</small>
                </li>
              ))}
            </ul>
          </>
        )}
      </Section>
      {file.leftOut.length > 0 && (
        <Section title={word("left_out")}>
          <Table
            name={word("left_out")}
            columns={[[word("rule")], [word("export")], [word("rows"), "number"]]}
            rows={file.leftOut.map((one) => [say(data.rules[one.rule]!), nameOf(page, one.export), number(one.rows)])}
          />
        </Section>
      )}
      {file.rows && (
        <Section title={word("corrections")}>
          {file.corrections.length === 0 ? (
            <p class="soft">{word("no_corrections")}</p>
          ) : (
            <Table
              name={word("corrections")}
              columns={[[word("column")], [word("cells"), "number"], [word("reason")], [word("decided")]]}
              rows={file.corrections.map((one) => [one.column, number(one.cells), one.reason, `${one.by}, ${one.on}`])}
            />
          )}
        </Section>
      )}
      <Section title={word("further")}>
        <p>{word("further_note")}</p>
        <Copyable text={`esg trace ${quoted(file.name)} --year ${data.year}`} />
      </Section>
    </>
  );
}

const nameOf = ({ data, say }: ReturnType<typeof usePage>, id: string): string =>
  data.exports[id] ? say(data.exports[id]!) : id;

/** A name as one word of a POSIX shell, whatever is in it: files are named by others. */
const quoted = (name: string): string =>
  /^[\p{L}\p{N}_./@%+:,-]+$/u.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
