// The passport of one figure: value, formula with numbers, sources, checks, approvals, history.
import type { ComponentChildren } from "preact";
import { usePage } from "./context";
import { type Figure, type Proof, proofOf, type Share } from "./data";
import { Lineage } from "./Lineage";
import { PANEL_TITLE } from "./Panel";
import { type Column, Copyable, Facts, MadeUp, Mark, Section, Table } from "./parts";
import { Trend } from "./Trend";
import { wayTo } from "./ways";

export function FigurePassport({ figure, among }: { figure: Figure; among: Figure[] }) {
  const { say, word, wordOf, data } = usePage();
  const proof = proofOf(figure);
  const approved = data.approvals.length > 0;
  return (
    <>
      <div class="panel-head">
        <p class="kind">
          {word("passport")} · {figure.places.map((one) => say(one.category)).join(" · ")}
        </p>
        <h2 id={PANEL_TITLE} tabIndex={-1}>
          {say(figure.label)}
        </h2>
        <p class="value">
          <span class="printed">{say(figure.printed)}</span> <span class="of-unit">{say(figure.unit)}</span>
        </p>
        <p class="marks">
          <MadeUp />
          <Mark kind={approved ? "good" : "plain"}>{word(approved ? "approved" : "not_approved")}</Mark>
          <Mark kind={figure.status === "computed" ? "good" : "plain"}>{wordOf("states", figure.status)}</Mark>
          {proof && <ChecksMark proof={proof} />}
          {proof?.recomputed && <Mark kind="good">{word("recomputed")} ✓</Mark>}
        </p>
        <Facts
          rows={[
            [word("figure_id"), <Copyable text={figure.id} />],
            ...(proof?.exact
              ? ([[word("exact"), <Exact proof={proof} />]] as [string, ComponentChildren][])
              : []),
            ...(figure.reason ? ([[word("state"), say(figure.reason)]] as [string, ComponentChildren][]) : []),
            [word("owner"), figure.owner],
            [
              word("approvals"),
              approved
                ? data.approvals.map((one) => `${say(one.role)}: ${one.name}, ${one.on}`).join("; ")
                : word("not_approved"),
            ],
          ]}
        />
      </div>
      <How figure={figure} proof={proof} />
      {proof && <History proof={proof} />}
      {proof && (
        <Section title={word("lineage")}>
          <Lineage way={wayTo(usePage(), figure, proof)} />
        </Section>
      )}
      {proof && <Inputs proof={proof} />}
      {proof && <Checks proof={proof} />}
      {figure.notes.length > 0 && (
        <Section title={word("notes")}>
          <ul class="notes">
            {figure.notes.map((note) => (
              <li>
                ({note.number}) {say(note.text)}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {proof && (
        <Section title={word("further")}>
          <p>{word("further_note")}</p>
          <Copyable text={`esg explain ${figure.id} --rows`} />
        </Section>
      )}
      <Around figure={figure} among={among} />
    </>
  );
}

function Exact({ proof }: { proof: Proof }) {
  const { number, word } = usePage();
  return (
    <>
      <span class="digits">{number(proof.exact!)}</span>
      {!proof.isExact && <small>{word("rounded_at_ten")}</small>}
    </>
  );
}

function How({ figure, proof }: { figure: Figure; proof: Proof | null }) {
  const { say, word } = usePage();
  const { method } = figure;
  return (
    <Section title={word("how")}>
      <div class="formula">
        <p>{say(method.formula)}</p>
        {proof?.parts && <WithNumbers figure={figure} proof={proof} />}
      </div>
      <Facts
        rows={[
          [word("definition"), say(figure.definition)],
          [
            word("method"),
            <>
              {say(method.name)} <code>{method.id}</code>
              {method.choices > 1 && <> · {word("chosen_of", { count: method.choices })}</>} ·{" "}
              {word("method_version")} <code>{method.version}</code>
            </>,
          ],
          [word("basis"), say(method.source)],
          [word("standards"), <Standards figure={figure} />],
        ]}
      />
      {proof && proof.factors.length > 0 && <Factors proof={proof} />}
    </Section>
  );
}

function WithNumbers({ figure, proof }: { figure: Figure; proof: Proof }) {
  const { number, say, word } = usePage();
  const { numerator, denominator, multiplier, divisor } = proof.parts!;
  const steps = [
    number(numerator),
    denominator === null ? "" : `÷ ${number(denominator)}`,
    multiplier === 1 ? "" : `× ${number(multiplier)}`,
    divisor === 1 ? "" : `÷ ${number(divisor)}`,
  ].filter(Boolean);
  return (
    <p class="numbers">
      <span class="sr">{word("with_numbers")}: </span>
      {steps.length > 1 || proof.exact !== numerator ? `${steps.join(" ")} = ` : ""}
      {proof.exact === null ? "-" : number(proof.exact)}
      {!proof.isExact && "…"}{" "}
      <small>
        {word("prints_as")} {say(figure.printed)}
      </small>
    </p>
  );
}

function Standards({ figure }: { figure: Figure }) {
  const { word } = usePage();
  return (
    <ul class="codes-list">
      {figure.standards.map((one) => (
        <li>
          {one.standard} {one.code}{" "}
          <small>
            {word("edition")} {one.edition}
          </small>
          {!one.verified && <Mark kind="plain">{word("unverified")}</Mark>}
        </li>
      ))}
    </ul>
  );
}

function Factors({ proof }: { proof: Proof }) {
  const { number, word } = usePage();
  return (
    <Table
      name={word("factors")}
      columns={[[word("factor")], [word("value"), "number"], [word("unit")], [word("applied_to"), "number"], [word("document")]]}
      rows={proof.factors.map((one) => [<code>{one.id}</code>, one.value, one.unit, `${number(one.quantity)} ${one.quantity_unit}`, one.document])}
    />
  );
}

function History({ proof }: { proof: Proof }) {
  const { number, say, word, wordOf } = usePage();
  const rows = [...proof.history].reverse().map((one) => [
    String(one.year),
    say(one.printed),
    one.document ?? word("this_year"),
    one.compared ? wordOf("comparisons", one.compared) : "",
  ]);
  return (
    <Section title={word("history")}>
      <div class="history">
        <Trend history={proof.history} />
        <Table
          name={word("history")}
          columns={[[word("year")], [word("printed"), "number"], [word("published_in")], [word("compared")]]}
          rows={rows}
        />
      </div>
      {proof.moved && (
        <p class="moved">
          {word("change")}: <span class="digits">{signed(number, proof.moved.change)}</span>
          {proof.moved.material && <Mark kind="plain">{word("material")}</Mark>}
        </p>
      )}
      {proof.findings.length === 0 ? (
        <p class="soft">{word("no_findings")}</p>
      ) : (
        <ul class="findings" aria-label={word("findings")}>
          {proof.findings.map((one) => (
            <li>
              <p class="soft" lang="en">
                {one.message} ({one.seen})
              </p>
              <p>
                <strong>{word("explained")}</strong> {one.reason ?? word("not_explained")}
                {one.reason && (
                  <small>
                    {one.by}, {one.on}
                  </small>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function signed(number: (value: string) => string, change: string): string {
  if (change.startsWith("-")) return `−${number(change.slice(1))}`;
  return change === "0" ? "0" : `+${number(change)}`;
}

function Inputs({ proof }: { proof: Proof }) {
  const { word } = usePage();
  const counted = proof.shares.every((share) => share.rows !== undefined);
  return (
    <Section title={word("inputs")}>
      {proof.shares.length === 0 && <p>{word("no_rows")}</p>}
      {!counted && <p class="soft">{word("counts_hidden")}</p>}
      {proof.shares.length > 0 && <Shares proof={proof} counted={counted} />}
      <LeftOutRows proof={proof} />
    </Section>
  );
}

function Shares({ proof, counted }: { proof: Proof; counted: boolean }) {
  const { data, number, word, wordOf, openFile } = usePage();
  const role = (share: Share) =>
    wordOf("roles", share.role === "numerator" && proof.parts?.denominator === null ? "amount" : share.role!);
  const file = (share: Share) => (
    <button type="button" class="link" onClick={() => openFile(share.file)}>
      {data.files[share.file]!.name}
    </button>
  );
  const digest = (share: Share) => <code>{data.files[share.file]!.sha256.slice(0, 12)}</code>;
  if (!counted) {
    return (
      <Table
        name={word("inputs")}
        columns={[[word("file")], ["sha256"]]}
        rows={proof.shares.map((share) => [file(share), digest(share)])}
      />
    );
  }
  const columns: Column[] = [
    [word("file")],
    ["sha256"],
    [word("role")],
    [word("rows"), "number"],
    [word("subtotal"), "number"],
    [word("corrected"), "number"],
  ];
  return (
    <>
      <Table
        name={word("inputs")}
        columns={columns}
        rows={proof.shares.map((share) => [
          file(share),
          digest(share),
          role(share),
          number(share.rows!),
          number(share.subtotal!),
          number(share.corrected!),
        ])}
      />
      <p class="soft">{word("subtotal_note")}</p>
    </>
  );
}

function LeftOutRows({ proof }: { proof: Proof }) {
  const { data, number, say, word } = usePage();
  if (proof.leftOut.length === 0) return null;
  return (
    <details>
      <summary>
        {word("left_out")} ({number(proof.leftOut.reduce((sum, one) => sum + one.rows, 0))})
      </summary>
      <p class="soft">{word("left_out_note")}</p>
      <Table
        name={word("left_out")}
        columns={[[word("rule")], [word("export")], [word("rows"), "number"]]}
        rows={proof.leftOut.map((one) => [
          say(data.rules[one.rule]!),
          data.exports[one.export] ? say(data.exports[one.export]!) : one.export,
          number(one.rows),
        ])}
      />
    </details>
  );
}

function ChecksMark({ proof }: { proof: Proof }) {
  const { word } = usePage();
  if (proof.checks.length === 0) return null;
  const passed = proof.checks.every((one) => one.outcome === "passed");
  return (
    <Mark kind={passed ? "good" : "bad"}>
      {word("checks")} {passed ? "✓" : "✗"}
    </Mark>
  );
}

function Checks({ proof }: { proof: Proof }) {
  const { data, number, say, word, wordOf } = usePage();
  const again = proof.recomputed === null ? "unknown" : proof.recomputed ? "yes" : "no";
  const passed = proof.checks.filter((one) => one.outcome === "passed").length;
  const rules = proof.checks.reduce((sum, one) => sum + one.rules, 0);
  return (
    <Section title={word("checks")}>
      <Facts rows={[[word("recomputed"), word(`recomputed_${again}`)]]} />
      {proof.checks.length > 0 && (
        <details>
          <summary>{word("checks_summary", { passed, all: proof.checks.length, rules: number(rules) })}</summary>
          <Table
            name={word("checks")}
            columns={[[word("suite")], [word("gate")], [word("outcome")], [word("rules_run"), "number"]]}
            rows={proof.checks.map((one) => [
              data.exports[one.suite] ? say(data.exports[one.suite]!) : <code>{one.suite}</code>,
              wordOf("gates", one.gate),
              wordOf("outcomes", one.outcome),
              number(one.rules),
            ])}
          />
        </details>
      )}
    </Section>
  );
}

function Around({ figure, among }: { figure: Figure; among: Figure[] }) {
  const { say, word, openFigure } = usePage();
  const at = among.indexOf(figure);
  const ways: [Figure | undefined, string, string][] = [
    [among[at - 1], word("previous"), "←"],
    [among[at + 1], word("next"), "→"],
  ];
  return (
    <div class="around">
      {ways.map(
        ([to, name, arrow]) =>
          to && (
            <button type="button" class="quiet" onClick={() => openFigure(to.id)}>
              <small>
                <span aria-hidden="true">{arrow}</span> {name}
              </small>
              {say(to.label)}
            </button>
          ),
      )}
    </div>
  );
}
