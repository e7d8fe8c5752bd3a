// The pictures that stay as they are, whatever one tries: how sure, what was measured, what is known.
const lasting = (() => {
  const { TIP, draw, hundred, named, step, year } = charts;

  /** In what share of the draws each framework has each rank. */
  function sure({ ranks, rows: found }) {
    const pieces = found.flatMap(({ name, shares }) => shares.map((share, place) => ({ name, place, share })));
    const said = found.map(({ name, shares }) => `${name} first in ${hundred(shares[0])}`);
    draw("plot-sure", `How often each framework has each rank: ${said.join(", ")}.`, {
      ...named(found.map(({ name }) => name)),
      marginRight: 24,
      x: { domain: [0, 1], tickFormat: hundred, label: null },
      color: { domain: ranks.map((_, place) => place), range: ranks.map((_, place) => step(4 - place)) },
      marks: [
        Plot.barX(pieces, Plot.stackX({
          x: "share",
          y: "name",
          fill: "place",
          stroke: "var(--paper)",
          insetTop: 2,
          insetBottom: 2,
          title: (one) => `${one.name}, ${ranks[one.place]}: ${words.fixed(100 * one.share, 1)}%`,
          tip: TIP,
        })),
      ],
    });
  }

  const UNITS = [[1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
  function duration(seconds) {
    const [size, unit] = UNITS.find(([least]) => seconds > least * 0.999) ?? UNITS.at(-1);
    return `${Number((seconds / size).toPrecision(3))} ${unit}`;
  }

  /** A logarithmic axis of times, with some air at its ends and a few round numbers. */
  function times(lows, highs) {
    const [low, high] = [Math.min(...lows) / 1.4, Math.max(...highs) * 1.4];
    const decades = Math.log10(high / low);
    const marked = decades > 2 ? [1] : decades > 1 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
    const first = Math.floor(Math.log10(low));
    const ticks = Array.from({ length: Math.ceil(decades) + 2 }, (_, at) => first + at)
      .flatMap((power) => marked.map((one) => one * 10 ** power))
      .filter((tick) => tick >= low && tick <= high);
    return { type: "log", domain: [low, high], ticks, tickFormat: duration, grid: true, label: null };
  }

  /** The steady steps of one workload's jobs, each with its interval. */
  function steps(id, workload, jobs) {
    const said = jobs.map(({ job, words: [steady, interval] }) => `${job} ${steady} (${interval})`);
    draw(id, `Time of a steady step of ${workload}: ${said.join("; ")}.`, {
      ...named(jobs.map(({ job }) => job)),
      marginRight: 24,
      x: times(jobs.map(({ step }) => step[0]), jobs.map(({ step }) => step[2])),
      marks: [
        Plot.ruleY(jobs, {
          y: "job",
          x1: ({ step }) => step[0],
          x2: ({ step }) => step[2],
          stroke: "var(--band)",
          strokeWidth: 9,
        }),
        Plot.dot(jobs, { y: "job", x: ({ step }) => step[1], r: 3.5, fill: "var(--accent)" }),
        Plot.tip(jobs, Plot.pointerY({ y: "job", x: ({ step }) => step[1], title: "title", ...TIP })),
      ],
    });
  }

  /** The wait before the first step of one workload's jobs against their steady steps. */
  function waits(id, workload, jobs) {
    const found = jobs.map((one) => ({ ...one, across: one.step[1], up: one.wait[1] }));
    const [across, up] = ["across", "up"].map((key) => {
      const values = found.map((one) => one[key]);
      return times(values, values);
    });
    // Names stand inwards of their dots, and away from what is nearest above or below.
    const middle = Math.sqrt(across.domain[0] * across.domain[1]);
    const climbing = [...found].sort((one, other) => one.up - other.up);
    const labels = climbing.map((one, at) => {
      const below = climbing[at - 1]?.up ?? up.domain[0];
      const above = climbing[at + 1]?.up ?? up.domain[1];
      return Plot.text([one], {
        x: "across",
        y: "up",
        text: "job",
        dx: one.across > middle ? -7 : 7,
        dy: one.up / below < above / one.up ? -7 : 7,
        textAnchor: one.across > middle ? "end" : "start",
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
      });
    });
    const said = jobs.map(({ job, words: [steady, , wait] }) => `${job} ${wait} and ${steady}`);
    draw(id, `Wait before the first step of ${workload}, and time of a steady step: ${said.join("; ")}.`, {
      marginLeft: 56,
      marginRight: 24,
      x: across,
      y: up,
      marks: [
        Plot.frame({ stroke: "var(--line)" }),
        Plot.dot(found, { x: "across", y: "up", r: 4, fill: "var(--accent)" }),
        labels,
        Plot.tip(found, Plot.pointer({ x: "across", y: "up", title: "title", ...TIP })),
      ],
    });
  }

  /** The pictures of all workloads that were measured. */
  function measured(workloads) {
    workloads.forEach(({ workload, jobs }, at) => {
      const told = jobs.map((one) => ({
        ...one,
        title: `${one.job}: ${one.words[0]} a step (${one.words[1]}), first step after ${one.words[2]}`,
      }));
      steps(`plot-steps-${at}`, workload, told);
      const waited = told.filter(({ wait }) => wait);
      if (waited.length) waits(`plot-waits-${at}`, workload, waited);
    });
  }

  /** The share of what the criteria read that is known, by framework and year. */
  function coverage({ states, rows: found }) {
    const id = "plot-coverage";
    const cells = found.map(({ name, year: when, counts }) =>
      ({ name, when, counts, share: counts[0] / counts.reduce((sum, count) => sum + count, 0) }));
    const last = Math.max(...cells.map(({ when }) => when));
    const said = cells.filter(({ when }) => when === last).map(({ name, share }) => `${name} ${hundred(share)}`);
    const places = [0, 1, 2, 3, 4];
    draw(id, `Known of each framework in ${last}: ${said.join(", ")}.`, {
      ...named([...new Set(cells.map(({ name }) => name))]),
      x: { type: "band", label: null, tickSize: 0, tickFormat: year(id) },
      color: { domain: places, range: places.map(step) },
      marks: [
        Plot.cell(cells, {
          x: "when",
          y: "name",
          fill: ({ share }) => Math.min(4, Math.floor(share * 5)),
          inset: 1,
          title: (one) => `${one.name}, ${one.when}: ${one.counts.map((count, at) => `${count} ${states[at]}`).join(", ")}`,
          tip: TIP,
        }),
      ],
    });
  }

  return { coverage, measured, sure };
})();
