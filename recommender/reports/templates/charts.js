// What all pictures share, drawn by Observable Plot. Colours are the page's variables, so that light,
// dark and print need no other drawing; the style sheet keeps the room of each picture.
const charts = (() => {
  const SERIES = 8; // colours, the last for all others
  const TIP = { fill: "var(--paper)", stroke: "var(--line)" };
  const two = (number) => words.fixed(number, 2);
  const hundred = (share) => `${words.fixed(100 * share, 0)}%`;

  /** Keep the room for so many rows. */
  const rows = (id, count) => document.getElementById(id)?.style.setProperty("--rows", count);

  /** Draw into a box of the page; `alt` says in words what the picture shows. */
  function draw(id, alt, options) {
    const box = document.getElementById(id);
    const narrow = box.clientWidth < 480;
    const picture = Plot.plot({
      width: Math.max(280, box.clientWidth),
      height: box.clientHeight,
      marginTop: 6,
      marginBottom: 34,
      style: { background: "transparent", fontFamily: "inherit", fontSize: narrow ? "11px" : "12px" },
      ...options,
    });
    // One picture with one text: the parts' own labels are words of the library.
    for (const part of picture.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", alt);
    picture.removeAttribute("class");
    box.replaceChildren(picture);
  }

  /** The axis of names, with the room that they take. */
  function named(names) {
    const longest = Math.max(4, ...names.map((name) => name.length));
    return { marginLeft: Math.min(150, 14 + 7 * longest), y: { domain: names, label: null, tickSize: 0 } };
  }

  /** A year as the axis of a box shows it: short where there is little room. */
  function year(id) {
    const narrow = document.getElementById(id).clientWidth < 480;
    return (number) => (narrow ? `’${`${number}`.slice(2)}` : `${number}`);
  }

  const series = (place) => `var(--series-${place % SERIES})`;
  const step = (place) => `var(--step-${place})`;

  return { SERIES, TIP, draw, hundred, named, rows, series, step, two, year };
})();
