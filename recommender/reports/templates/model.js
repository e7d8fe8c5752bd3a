// The additive value model of recommender/ranking.py and the verdict of recommender/decision.py.
const model = (() => {
  const DIGITS = 12;
  const level = (number) => Number(number.toFixed(DIGITS));
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  /** Points as weights, which add up to 1; all the same where there are no points. */
  function shares(points) {
    const total = sum(points);
    return points.map((amount) => (total ? amount / total : 1 / points.length));
  }

  /** Order by score, best first; level ones go by name. */
  function place(first, second) {
    const ahead = level(second.score) - level(first.score);
    return ahead || (first.id < second.id ? -1 : 1);
  }

  /** The frameworks of a day, best first, each with what every criterion gives to its score. */
  function rank(data, day, weights) {
    const ranked = day.frameworks.map((framework) => {
      const cells = framework.cells.map((index) => data.cells[index]);
      const weighted = (value) => cells.map((cell, at) => weights[at] * value(cell));
      const amounts = weighted(([low, high]) => (low + high) / 2);
      return {
        ...framework,
        cells,
        amounts,
        score: sum(amounts),
        low: sum(weighted(([low]) => low)),
        high: sum(weighted(([, high]) => high)),
      };
    });
    return ranked.sort(place);
  }

  function verdict(ranking, limits) {
    if (ranking.length === 0) return "nothing left";
    if (ranking.length === 1) return "only one left";
    const margin = level(ranking[0].score - ranking[1].score);
    if (margin < limits.too_close) return "too close to call";
    return margin >= limits.clear ? "clear" : "leaning";
  }

  const withinReach = (first, other) => level(other.high - first.low) > 0;

  /** What a day's advice comes to with some points for each criterion. */
  function decide(data, day, points) {
    const weights = shares(points);
    const ranking = rank(data, day, weights);
    return { day, weights, ranking, verdict: verdict(ranking, data.limits) };
  }

  return { decide, level, shares, withinReach };
})();
