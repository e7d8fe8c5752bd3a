// The controls: what is set, what follows from it, and that it is not what was stated.
(() => {
  const { byId, data, known } = elements;
  const LAST = known.days.length - 1;

  // A criterion counts with its points if it is on. Sliders only show these numbers: a stated one
  // stays exact until its slider moves.
  const stated = known.criteria.map(({ points }) => ({ points, on: points > 0 }));
  const settings = { day: LAST, criteria: stated.map((one) => ({ ...one })) };
  const points = () => settings.criteria.map((one) => (one.on ? one.points : 0));

  const short = (amount) => Number(amount.toFixed(2));

  let story = [];
  let found;
  function compute() {
    story = known.days.map((day) => model.decide(known, day, points()));
    found = story[settings.day];
  }

  function draw() {
    following.ranking(found);
    parts.key("contributions-key", following.contributions(known, found));
    if (!byId("plot-timeline")) return; // no framework is left at any date
    parts.key("timeline-key", following.timeline(story, found.day));
  }

  function drawLasting() {
    const { sure, measured, coverage } = data.charts;
    if (sure.rows.length) lasting.sure(sure);
    lasting.measured(measured);
    if (coverage.rows.length) lasting.coverage(coverage);
  }

  // -- saying what is set ------------------------------------------------------------------------
  function differences() {
    const now = points();
    const changed = known.criteria.flatMap(({ name, points: was }, at) =>
      now[at] === was ? [] : [`${name} from ${short(was)} to ${short(now[at])} points`]);
    return settings.day === LAST ? changed : [`as of ${found.day.words}`, ...changed];
  }

  function notice() {
    const told = differences();
    byId("changed-note").hidden = !told.length;
    byId("changed-list").textContent = told.join("; ");
    byId("reset").disabled = !told.length;
    for (const one of document.querySelectorAll(".stays-note")) one.hidden = !told.length;
    const [best, second] = found.ranking;
    const lead = best ? `${best.name}, ${found.verdict}` : "No framework is left";
    const by = second ? `: ${words.fixed(best.score, 2)}, ${second.name} ${words.fixed(second.score, 2)}` : "";
    const now = byId("now");
    if (now.textContent !== lead + by) now.textContent = lead + by;
  }

  function controls() {
    byId("day").value = found.day.day;
    settings.criteria.forEach(({ points: amount, on }, at) => {
      const { id } = known.criteria[at];
      const slider = byId(`points-${id}`);
      const share = on ? words.percent(found.weights[at]) : "off";
      if (Number(slider.value) !== amount) slider.value = amount;
      slider.setAttribute("aria-valuetext", `${short(amount)} ${amount === 1 ? "point" : "points"}, ${share}`);
      byId(`on-${id}`).checked = on;
      byId(`share-${id}`).textContent = share;
      slider.closest(".criterion").classList.toggle("off", !on);
    });
  }

  function follow() {
    compute();
    parts.follow(found, story);
    notice();
    controls();
    draw();
  }

  // One computation a frame, however fast a slider moves.
  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      follow();
    });
  }

  // -- listening ---------------------------------------------------------------------------------
  known.criteria.forEach(({ id }, at) => {
    const one = settings.criteria[at];
    byId(`points-${id}`).addEventListener("input", ({ target }) => {
      one.points = Number(target.value);
      one.on = one.points > 0;
      soon();
    });
    byId(`on-${id}`).addEventListener("change", ({ target }) => {
      one.on = target.checked;
      if (one.on && !one.points) one.points = stated[at].points || 1;
      soon();
    });
  });
  byId("day").addEventListener("change", ({ target }) => {
    settings.day = known.days.findIndex(({ day }) => day === target.value);
    soon();
  });
  byId("reset").addEventListener("click", () => {
    settings.day = LAST;
    settings.criteria.forEach((one, at) => Object.assign(one, stated[at]));
    byId("day").focus(); // a disabled button cannot keep the focus
    soon();
  });
  byId("try-toggle").addEventListener("click", ({ currentTarget }) => {
    currentTarget.setAttribute("aria-expanded", `${byId("try").classList.toggle("open")}`);
  });

  let width = document.body.clientWidth;
  addEventListener("resize", () => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    draw();
    drawLasting();
  });

  // What is folded is printed too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.part:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  compute();
  notice();
  controls();
  draw();
  drawLasting();
})();
