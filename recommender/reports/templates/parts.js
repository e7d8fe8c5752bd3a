// The parts of the page that follow weights and date, each from what the model says.
const parts = (() => {
  const { byId, cell, data, element, head, items, known, number, said } = elements;
  const pair = ([text, cites]) => ({ text, cites });

  function answer(found) {
    const [best] = found.ranking;
    byId("answer-name").textContent = best ? best.name : "No framework is left";
    byId("answer-verdict").textContent = best ? found.verdict : "";
    byId("answer-verdict").hidden = !best;
    byId("answer-date").textContent = found.day.words;
    const lines = explanation.verdict(known, found).map((sentence) => element("p", {}, ...said(sentence)));
    byId("answer-said").replaceChildren(...lines);
    const warned = [found.day, ...found.ranking].flatMap(({ warnings }) => warnings.map(pair));
    byId("answer-warnings").replaceChildren(...items(warned));
    byId("answer-warnings").hidden = !warned.length;
  }

  function ranking({ ranking: found }) {
    const lines = found.map((one, place) => {
      const behind = number(found[0].score - one.score, 2);
      if (!place) behind.firstChild.textContent = "";
      const numbers = [number(one.score, 2), behind, number(one.low, 2), number(one.high, 2)];
      return element("tr", place ? {} : { class: "first" }, cell(`${place + 1}`), head(one.name), ...numbers);
    });
    byId("ranking-part").hidden = !found.length;
    byId("ranking-rows").replaceChildren(...lines);
  }

  function why(found) {
    const list = explanation.why(known, found);
    byId("why-part").hidden = !list.length;
    byId("why").textContent = `Why ${found.ranking[0]?.name ?? ""}`;
    byId("why-list").replaceChildren(...items(list));
  }

  function whyNot(found) {
    const open = [...byId("why-not-list").children].map((one) => one.open);
    const others = found.ranking.slice(1).map((other, place) => {
      const list = element("ul", {}, ...items(explanation.whyNot(known, found, other)));
      const made = element("details", { class: "part" }, element("summary", {}, other.name), list);
      made.open = open[place] ?? place < 3;
      return made;
    });
    byId("why-not-part").hidden = !others.length;
    byId("why-not-list").replaceChildren(...others);
  }

  function excluded({ day }) {
    const lines = day.excluded.map((one) =>
      element("li", {}, element("strong", {}, one.name), ": ", ...said(pair(one.said))));
    byId("excluded-part").hidden = !lines.length;
    byId("excluded-list").replaceChildren(...lines);
  }

  function contributions(found) {
    const columns = following.heaviest(known, found).slice(0, data.columns);
    const heads = columns.map(({ name, weight }) => {
      const made = head(name, "col");
      made.className = "number";
      made.append(element("br"), element("small", {}, `${words.fixed(100 * weight, 0)}%`));
      return made;
    });
    const lines = found.ranking.map((one) =>
      element("tr", {}, head(one.name), ...columns.map(({ at }) => number(one.amounts[at], 3))));
    byId("contributions-part").hidden = !found.ranking.length;
    byId("contributions-heads").replaceChildren(head("Framework", "col"), ...heads);
    byId("contributions-rows").replaceChildren(...lines);
  }

  function timeline(story) {
    const lines = story.map(({ day, ranking: found, verdict }) => {
      const cells = [found[0], found[1]].flatMap((one) =>
        one ? [cell(one.name), number(one.score, 2)] : [cell("none"), cell("")]);
      return element("tr", {}, head(day.words), ...cells, cell(verdict));
    });
    byId("timeline-rows").replaceChildren(...lines);
  }

  /** What the colours of a chart mean. */
  function key(id, names) {
    const marks = names.map((name, place) =>
      element("li", {}, element("span", { class: `swatch series-${place % charts.SERIES}` }), name));
    byId(id).replaceChildren(...marks);
  }

  function follow(found, story) {
    elements.forgetSources();
    answer(found);
    ranking(found);
    why(found);
    whyNot(found);
    excluded(found);
    contributions(found);
    timeline(story);
    elements.sources();
  }

  return { follow, key };
})();
