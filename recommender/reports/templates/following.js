// The pictures that follow weights and date.
const following = (() => {
  const { SERIES, TIP, draw, named, rows, series, two, year } = charts;

  function ranking({ ranking: found }) {
    const id = "plot-ranking";
    rows(id, found.length);
    const said = found.map((one) => `${one.name} ${two(one.score)}, ${two(one.low)} to ${two(one.high)}`);
    draw(id, `Scores, with their ranges by what is known: ${said.join("; ")}.`, {
      ...named(found.map(({ name }) => name)),
      x: { domain: [0, 1], grid: true, label: null },
      marks: [
        Plot.barX(found, { x1: "low", x2: "high", y: "name", fill: "var(--band)", inset: 3, rx: 2 }),
        Plot.tickX(found, { x: "score", y: "name", stroke: "var(--accent)", strokeWidth: 3 }),
        Plot.ruleX([0], { stroke: "var(--line)" }),
        Plot.tip(found, Plot.pointerY({
          x: "score",
          y: "name",
          title: (one) => `${one.name}: ${two(one.score)}, from ${two(one.low)} to ${two(one.high)}`,
          ...TIP,
        })),
      ],
    });
  }

  /** The criteria that have a weight, heaviest first. */
  function heaviest(data, { weights }) {
    return data.criteria
      .map(({ id, name }, at) => ({ id, name, at, weight: model.level(weights[at]) }))
      .filter(({ weight }) => weight)
      .sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1));
  }

  /** What each of the heaviest criteria gives, and all others together; returns their names. */
  function contributions(data, found) {
    const id = "plot-contributions";
    const order = heaviest(data, found);
    const most = order.slice(0, order.length > SERIES ? SERIES - 1 : SERIES);
    const others = order.slice(most.length);
    const shown = most.map(({ name, at }) => ({ name, at: [at] }));
    if (others.length) shown.push({ name: "All others", at: others.map(({ at }) => at) });
    const pieces = found.ranking.flatMap((one) =>
      shown.map(({ name: criterion, at }, place) => ({
        name: one.name,
        criterion,
        place,
        amount: at.reduce((sum, index) => sum + one.amounts[index], 0),
      })));
    const best = found.ranking[0]?.name;
    const said = pieces.filter(({ name }) => name === best).map((one) => `${one.criterion} ${two(one.amount)}`);
    rows(id, found.ranking.length);
    draw(id, `What each criterion gives to the scores. ${best}: ${said.join(", ")}.`, {
      ...named(found.ranking.map(({ name }) => name)),
      x: { grid: true, label: null },
      color: { domain: shown.map((_, place) => place), range: shown.map((_, place) => series(place)) },
      marks: [
        Plot.barX(pieces, Plot.stackX({
          x: "amount",
          y: "name",
          fill: "place",
          stroke: "var(--paper)",
          insetTop: 2,
          insetBottom: 2,
          title: (one) => `${one.criterion}: ${two(one.amount)}`,
          tip: TIP,
        })),
        Plot.ruleX([0], { stroke: "var(--line)" }),
      ],
    });
    return shown.map(({ name }) => name);
  }

  const date = (day) => new Date(`${day}T00:00:00Z`);

  /**
   * The score of every framework at every date, and a line at the chosen one; who ever leads is in
   * colour. Returns the names of these.
   */
  function timeline(story, chosen) {
    const id = "plot-timeline";
    const bests = story.flatMap(({ ranking: found }) => found.slice(0, 1));
    const leaders = [...new Map(bests.map((best) => [best.id, best.name]))];
    const place = new Map(leaders.map(([leader], at) => [leader, at]));
    const points = story.flatMap(({ day, ranking: found }) =>
      found.map(({ id: framework, name, score }, rank) =>
        ({ framework, name, score, rank, at: date(day.day), words: day.words })));
    const led = points.filter(({ framework }) => place.has(framework));
    const colour = ({ framework }) => series(place.get(framework));
    const shown = year(id);
    const said = story.map(({ day, ranking: [best] }) => `${day.words} ${best ? best.name : "none"}`);
    draw(id, `Who comes first: ${said.join(", ")}.`, {
      marginTop: 12,
      marginRight: 12,
      x: { type: "utc", label: null, ticks: "year", tickFormat: (at) => shown(at.getUTCFullYear()) },
      y: { grid: true, label: null, nice: true },
      marks: [
        Plot.ruleX([date(chosen.day)], { stroke: "var(--quiet)", strokeDasharray: "3,3" }),
        Plot.lineY(points, { x: "at", y: "score", z: "framework", stroke: "var(--faint)", strokeWidth: 1 }),
        Plot.lineY(led, { x: "at", y: "score", z: "framework", stroke: colour, strokeWidth: 2.5 }),
        Plot.dot(led.filter(({ rank }) => rank === 0), {
          x: "at",
          y: "score",
          r: 4.5,
          fill: colour,
          stroke: "var(--paper)",
        }),
        Plot.tip(points, Plot.pointer({
          x: "at",
          y: "score",
          title: (one) => `${one.name}, ${one.words}: ${two(one.score)}`,
          ...TIP,
        })),
      ],
    });
    return leaders.map(([, name]) => name);
  }

  return { contributions, heaviest, ranking, timeline };
})();
