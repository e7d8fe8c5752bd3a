// The sentences of recommender/explanation/overview.py, by the same templates: each is a text and
// the citations behind it.
const explanation = (() => {
  const { fill, fixed, percent, series } = words;
  const two = (number) => fixed(number, 2);
  const LEVEL = 1e-12;

  function verdict(data, { ranking, verdict: kind }) {
    const [best, second] = ranking;
    const lead = fill(data.phrases.verdict[kind], {
      best: best?.name,
      second: second?.name,
      score: best && two(best.score),
      second_score: second && two(second.score),
      too_close: data.limits.too_close,
    });
    if (!second) return [{ text: lead, cites: [] }];
    const count = ranking.slice(1).filter((other) => model.withinReach(best, other)).length;
    const reach = data.phrases.reach[count > 1 ? "some" : count ? "one" : "none"];
    const sure = fill(reach, {
      best: best.name,
      low: two(best.low),
      high: two(best.high),
      count,
      others: ranking.length - 1,
    });
    return [lead, sure].map((text) => ({ text, cites: [] }));
  }

  const parts = (data, cell) => cell[2].map((index) => data.words[index]);
  const cites = (...cells) => [...new Set(cells.flatMap((cell) => cell[3]))];

  function clause({ phrases }, name, said) {
    return said ? fill(phrases.clause, { name, words: said }) : fill(phrases.nothing, { name });
  }

  /** What is known of two frameworks, without what is the same of both. */
  function contrast(data, first, second) {
    const [one, other] = [parts(data, first), parts(data, second)];
    const ours = one.filter((part) => !other.includes(part));
    const theirs = other.filter((part) => !one.includes(part));
    return ours.length && theirs.length ? [series(ours), series(theirs)] : [series(one), series(other)];
  }

  function versus(data, first, said, second, otherSaid) {
    if (said !== otherSaid) return `${clause(data, first, said)}; ${clause(data, second, otherSaid)}`;
    if (said) return fill(data.phrases.same, { name: first, words: said });
    return fill(data.phrases.nothing_of_both, { name: first, other: second });
  }

  /** Order by amount, the largest first; level ones go by the criterion's id. */
  const byAmount = (first, second) =>
    model.level(second.size) - model.level(first.size) || (first.id < second.id ? -1 : 1);

  /** What speaks for the first. */
  function why(data, { ranking: [best], weights }) {
    if (!best) return [];
    const all = data.criteria.map(({ id, name }, at) => ({ id, name, at, size: best.amounts[at] }));
    const telling = all.filter(({ at }) => (best.cells[at][0] + best.cells[at][1]) / 2 >= data.limits.speaks);
    return (telling.length ? telling : all)
      .sort(byAmount)
      .slice(0, data.limits.reasons)
      .filter(({ size }) => size > 0)
      .map(({ name, at }) => {
        const said = clause(data, best.name, series(parts(data, best.cells[at])));
        const weight = percent(weights[at]);
        return {
          text: fill(data.phrases.why, { criterion: name, weight, clause: said }),
          cites: cites(best.cells[at]),
        };
      });
  }

  /** What costs another framework most beside the first, and where it is ahead. */
  function whyNot(data, { ranking: [best], weights }, other) {
    const found = data.criteria
      .map(({ id, name }, at) => ({ id, name, at, amount: best.amounts[at] - other.amounts[at] }))
      .filter(({ at }) => weights[at])
      .map((one) => ({ ...one, size: Math.abs(one.amount) }))
      .sort(byAmount);
    const behind = found
      .filter(({ amount }) => amount > LEVEL)
      .slice(0, data.limits.differences)
      .map(({ name, at, amount }) => {
        const [ours, theirs] = contrast(data, best.cells[at], other.cells[at]);
        const clauses = versus(data, other.name, theirs, best.name, ours);
        return {
          text: fill(data.phrases.behind, { criterion: name, clauses, amount: two(amount) }),
          cites: cites(best.cells[at], other.cells[at]),
        };
      });
    const ahead = found.find(({ amount }) => amount < -LEVEL);
    if (!ahead) return behind;
    const [, theirs] = contrast(data, best.cells[ahead.at], other.cells[ahead.at]);
    const said = clause(data, other.name, theirs);
    return [
      ...behind,
      {
        text: fill(data.phrases.ahead, { criterion: ahead.name, clause: said }),
        cites: cites(best.cells[ahead.at], other.cells[ahead.at]),
      },
    ];
  }

  return { verdict, why, whyNot };
})();
